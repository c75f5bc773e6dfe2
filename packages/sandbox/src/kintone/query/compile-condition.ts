import type { FormState } from '../apps/form-state.ts';
import { decimalKey } from '../fields/decimal-text.ts';
import type { FieldDefinition } from '../fields/field-definition.ts';
import { invalidInput } from '../kintone-errors.ts';
import type { CellValue, RecordState, TableRow } from '../records/record-state.ts';
import { cellValue } from '../records/record-view.ts';
import { checkOperator, type QueriedField, queriedField } from './query-fields.ts';
import type { QueryCondition, QueryNode, QueryOperator } from './query-parser.ts';
import { type QueryContext, type QueryValue, queryValue } from './query-values.ts';

export type RecordTest = (record: RecordState) => boolean;

/** What a condition looks at: one text, or the several of a field with many values. */
type ValueTest = (texts: readonly string[]) => boolean;

export function compileCondition(context: QueryContext, form: FormState, node: QueryNode): RecordTest {
  if (node.kind === 'condition') return compileAll(context, form, [node]);
  if (node.kind === 'or') {
    const tests = node.nodes.map((one) => compileCondition(context, form, one));
    return (record) => tests.some((test) => test(record));
  }
  const conditions = node.nodes.filter((one) => one.kind === 'condition');
  const others = node.nodes.filter((one) => one.kind !== 'condition');
  const tests = [compileAll(context, form, conditions), ...others.map((one) => compileCondition(context, form, one))];
  return (record) => tests.every((test) => test(record));
}

/** Conditions joined by `and`: those on cells of one table have to hold in the same row. */
function compileAll(context: QueryContext, form: FormState, conditions: readonly QueryCondition[]): RecordTest {
  const tests: RecordTest[] = [];
  const tables = new Map<FieldDefinition, RowTests>();
  for (const condition of conditions) {
    const queried = queriedField(form, condition.field);
    checkOperator(queried, condition.operator);
    const test = compileTest(context, queried, condition);
    const { field, table } = queried;
    if (table === undefined || field === undefined) {
      tests.push((record) => test(textsOfRecord(queried, record)));
      continue;
    }
    const rows = tables.get(table) ?? { some: [], every: [] };
    tables.set(table, rows);
    const rowTest: RowTest = (row) => test(textsOfValue(field, cellValue(field, row.cells)));
    (isNegative(condition.operator) ? rows.every : rows.some).push(rowTest);
  }
  for (const [table, { some, every }] of tables) {
    tests.push((record) => {
      const value = cellValue(table, record.cells);
      const rows = typeof value !== 'string' && 'rows' in value ? value.rows : [];
      // A table without rows fits neither a condition nor its opposite.
      return (
        rows.length > 0 &&
        (some.length === 0 || rows.some((row) => some.every((test) => test(row)))) &&
        rows.every((row) => every.every((test) => test(row)))
      );
    });
  }
  return (record) => tests.every((test) => test(record));
}

type RowTest = (row: TableRow) => boolean;

interface RowTests {
  readonly some: RowTest[];
  readonly every: RowTest[];
}

function isNegative(operator: QueryOperator): boolean {
  return operator === 'not in' || operator === 'not like' || operator === 'is not empty';
}

function compileTest(context: QueryContext, queried: QueriedField, condition: QueryCondition): ValueTest {
  const values = condition.operands.map((operand) => queryValue(context, queried, operand));
  const [first = { text: '', until: undefined }] = values;
  switch (condition.operator) {
    case 'in':
      return isIn(values);
    case 'not in': {
      const test = isIn(values);
      return (texts) => !test(texts);
    }
    case 'like':
    case 'not like': {
      if (first.text === '') throw invalidInput({ query: ['The value for "like" must not be empty.'] });
      const part = first.text.toLowerCase();
      const wanted = condition.operator === 'like';
      // Kintone searches words of an index that lags behind; here it is any part of the text, at once.
      return (texts) => texts.some((text) => text.toLowerCase().includes(part)) === wanted;
    }
    case 'is empty':
      return nothingOf(queried);
    case 'is not empty': {
      const test = nothingOf(queried);
      return (texts) => !test(texts);
    }
    case '=':
      return (texts) => equals(texts, first);
    case '!=':
      return (texts) => !equals(texts, first);
    default: {
      const { operator } = condition;
      const numeric = queried.kind === 'number';
      return ([text = '']) => text !== '' && first.text !== '' && compares(text, operator, first, numeric);
    }
  }
}

/** A text area of blanks and line breaks counts as empty. */
function nothingOf({ field }: QueriedField): ValueTest {
  return field?.type === 'MULTI_LINE_TEXT'
    ? (texts) => texts.every((text) => text.trim() === '')
    : (texts) => texts.every((text) => text === '');
}

function isIn(values: readonly QueryValue[]): ValueTest {
  const wanted = new Set(values.map(({ text }) => text));
  return (texts) => texts.some((text) => wanted.has(text)) || (wanted.has('') && texts.length === 0);
}

function equals([text = '']: readonly string[], { text: wanted, until }: QueryValue): boolean {
  return until === undefined ? text === wanted : text >= wanted && text < until;
}

/** A span is passed as a whole: `>` is after its end, `<=` is before it. */
function compares(
  text: string,
  operator: QueryOperator,
  { text: wanted, until }: QueryValue,
  numeric: boolean,
): boolean {
  if (until !== undefined) {
    switch (operator) {
      case '>':
        return text >= until;
      case '<=':
        return text < until;
      default:
        return operator === '>=' ? text >= wanted : text < wanted;
    }
  }
  const difference = numeric ? Number(text) - Number(wanted) : Number(text > wanted) - Number(text < wanted);
  switch (operator) {
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '<':
      return difference < 0;
    default:
      return difference <= 0;
  }
}

/** The texts of a record that a query compares, in the spelling of query values; none for a list without entries. */
export function textsOfRecord({ field }: QueriedField, record: RecordState): readonly string[] {
  if (field === undefined) return [String(record.id)];
  switch (field.type) {
    case 'RECORD_NUMBER':
      return [String(record.id)];
    case 'CREATOR':
      return [record.creator.code];
    case 'MODIFIER':
      return [record.modifier.code];
    case 'CREATED_TIME':
      return [withMilliseconds(record.createdTime)];
    case 'UPDATED_TIME':
      return [withMilliseconds(record.updatedTime)];
    case 'STATUS':
      return [record.status ?? ''];
    default:
      return textsOfValue(field, cellValue(field, record.cells));
  }
}

function textsOfValue(field: FieldDefinition, value: CellValue): readonly string[] {
  if (typeof value === 'string') {
    if (value === '') return [value];
    if (field.type === 'DATETIME') return [withMilliseconds(value)];
    return [field.type === 'NUMBER' || field.type === 'CALC' ? decimalKey(value) : value];
  }
  if ('choices' in value) return value.choices;
  if ('entities' in value) return value.entities.map(({ code }) => code);
  return 'files' in value ? value.files.map(({ name }) => name) : [];
}

function withMilliseconds(time: string): string {
  return time.replace('Z', '.000Z');
}
