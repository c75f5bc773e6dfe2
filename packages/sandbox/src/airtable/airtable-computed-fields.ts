import type { z } from 'zod';
import { failure } from './airtable-errors.ts';
import { computedOptionSchemas, isNumberType, timeResult } from './airtable-field-types.ts';
import type { FieldState, JsonValue, TableState } from './airtable-state.ts';
import { type CompiledFormula, compileFormula, UnknownFormulaFieldsError } from './formula/compile-formula.ts';
import type { FormulaNode } from './formula/formula-parser.ts';
import { FormulaSyntaxError } from './formula/formula-tokenizer.ts';

/** The name under which the formula of a rollup knows the values that it sums up. */
export const rollupValues = 'values';

/**
 * Settles what a computed field refers to, in a table that has all its other fields. `options` are as they were sent;
 * fields of other types stay as they are.
 */
export function completeComputedField(table: TableState, field: FieldState, options: unknown): void {
  switch (field.type) {
    case 'createdTime':
      field.options = { result: timeResult };
      return;
    case 'lastModifiedTime': {
      const { referencedFieldIds } = read(computedOptionSchemas.lastModifiedTime, options);
      for (const id of referencedFieldIds ?? []) if (!table.fields.has(id)) throw refused(field, `unknown field ${id}`);
      field.options = { isValid: true, referencedFieldIds: referencedFieldIds ?? [], result: timeResult };
      return;
    }
    case 'count': {
      const { recordLinkFieldId } = read(computedOptionSchemas.count, options);
      linkTarget(table, field, recordLinkFieldId);
      field.options = { isValid: true, recordLinkFieldId };
      return;
    }
    case 'formula': {
      const compiled = compile(field, read(computedOptionSchemas.formula, options).formula, (name) =>
        resolveField(table, name),
      );
      field.formula = compiled;
      field.options = {
        formula: compiled.textWithIds,
        isValid: true,
        referencedFieldIds: compiled.fieldIds,
        result: resultOf(compiled.root, (name) => table.fields.get(resolveField(table, name) ?? '')),
      };
      return;
    }
    case 'rollup': {
      const { recordLinkFieldId, fieldIdInLinkedTable, formula } = read(computedOptionSchemas.rollup, options);
      const source = linkedField(table, field, recordLinkFieldId, fieldIdInLinkedTable);
      const compiled = compile(field, formula, (name) => (name === rollupValues ? name : undefined));
      field.formula = compiled;
      field.options = {
        isValid: true,
        recordLinkFieldId,
        fieldIdInLinkedTable,
        referencedFieldIds: [recordLinkFieldId],
        result: resultOf(compiled.root, () => source),
      };
      return;
    }
    case 'multipleLookupValues': {
      const { recordLinkFieldId, fieldIdInLinkedTable } = read(computedOptionSchemas.multipleLookupValues, options);
      const source = linkedField(table, field, recordLinkFieldId, fieldIdInLinkedTable);
      field.options = { isValid: true, recordLinkFieldId, fieldIdInLinkedTable, result: fieldResult(source) };
      return;
    }
  }
}

/** Formulas name fields by id, or by name whatever its case. */
export function resolveField(table: TableState, name: string): string | undefined {
  if (table.fields.has(name)) return name;
  const wanted = name.toLowerCase();
  for (const field of table.fields.values()) if (field.name.toLowerCase() === wanted) return field.id;
  return undefined;
}

/** The form was checked when the field was built. */
function read<T>(schema: z.ZodType<T>, options: unknown): T {
  return schema.parse(options);
}

function compile(field: FieldState, text: string, resolve: (name: string) => string | undefined): CompiledFormula {
  try {
    return compileFormula(text, resolve);
  } catch (error) {
    if (!(error instanceof FormulaSyntaxError) && !(error instanceof UnknownFormulaFieldsError)) throw error;
    throw refused(field, error.message);
  }
}

function linkTarget(table: TableState, field: FieldState, linkFieldId: string): TableState {
  const link = table.fields.get(linkFieldId)?.link;
  if (link === undefined) throw refused(field, `${linkFieldId} is not a link field of table ${table.name}`);
  return link.target;
}

function linkedField(table: TableState, field: FieldState, linkFieldId: string, fieldId: string): FieldState {
  const source = linkTarget(table, field, linkFieldId).fields.get(fieldId);
  if (source === undefined) throw refused(field, `${fieldId} is not a field of the linked table`);
  return source;
}

const numberResult = { type: 'number', options: { precision: 8 } } as const;
const textResult = { type: 'singleLineText' } as const;
const checkboxResult = { type: 'checkbox', options: { icon: 'check', color: 'greenBright' } } as const;
const resultsOfFunctions = new Map<string, JsonValue>([
  ...['LEN', 'FIND', 'SEARCH', 'VALUE', 'SUM', 'MIN', 'MAX', 'AVERAGE'].map((name) => [name, numberResult] as const),
  ...['ABS', 'INT', 'ROUND', 'MOD', 'COUNT', 'COUNTA', 'COUNTALL'].map((name) => [name, numberResult] as const),
  ...['AND', 'OR', 'NOT', 'XOR', 'TRUE', 'FALSE', 'EXACT'].map((name) => [name, checkboxResult] as const),
  ...['IS_AFTER', 'IS_BEFORE', 'IS_SAME', 'REGEX_MATCH'].map((name) => [name, checkboxResult] as const),
  ...['NOW', 'TODAY', 'DATEADD', 'DATETIME_PARSE'].map((name) => [name, timeResult] as const),
  ...['CREATED_TIME', 'LAST_MODIFIED_TIME'].map((name) => [name, timeResult] as const),
]);

/** What kind of value a formula gives, as far as its outermost operation tells. */
function resultOf(node: FormulaNode, fieldNamed: (name: string) => FieldState | undefined): JsonValue {
  switch (node.kind) {
    case 'literal':
      return typeof node.value === 'number' ? numberResult : textResult;
    case 'negation':
      return numberResult;
    case 'binary':
      if (node.operator === '&') return textResult;
      return '+-*/'.includes(node.operator) ? numberResult : checkboxResult;
    case 'field': {
      const field = fieldNamed(node.name);
      return field === undefined ? textResult : fieldResult(field);
    }
    case 'call': {
      if (node.name === 'IF' && node.operands[1] !== undefined) return resultOf(node.operands[1], fieldNamed);
      return resultsOfFunctions.get(node.name) ?? textResult;
    }
  }
}

function fieldResult(field: FieldState): JsonValue {
  if (field.type === 'formula' || field.type === 'rollup') return field.options?.result ?? textResult;
  if (field.type === 'count' || field.type === 'autoNumber') return { type: 'number', options: { precision: 0 } };
  if (isNumberType(field.type) || field.type === 'date' || field.type === 'dateTime' || field.type === 'checkbox') {
    return field.options === undefined ? { type: field.type } : { type: field.type, options: field.options };
  }
  return field.type === 'createdTime' || field.type === 'lastModifiedTime' ? timeResult : { type: field.type };
}

function refused(field: FieldState, reason: string): Error {
  return failure(422, 'INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE', `Invalid options for ${field.name}: ${reason}`);
}
