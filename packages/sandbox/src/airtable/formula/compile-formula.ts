import type { FormulaFunction } from './formula-function.ts';
import { formulaFunctions } from './formula-functions.ts';
import { type FormulaNode, parseFormula } from './formula-parser.ts';
import { FormulaSyntaxError } from './formula-tokenizer.ts';
import { compareValues, type FormulaValue, numberOf, textOf } from './formula-values.ts';

/** One record as formulas see it. */
export interface FormulaRow {
  readonly recordId: string;
  /** Milliseconds since 1970, like all times here. */
  readonly createdAt: number;
  readonly now: number;
  /** Of the last edit of one of these fields, or of any editable one. Null where none of them was edited since creation. */
  modifiedAt(fieldIds: readonly string[]): number | null;
  cell(fieldId: string): FormulaValue;
}

export interface CompiledFormula {
  /** Throws a `FormulaEvaluationError` where Airtable would show `#ERROR!`. */
  evaluate(row: FormulaRow): FormulaValue;
  readonly root: FormulaNode;
  /** In order of appearance, each once. */
  readonly fieldIds: readonly string[];
  /** The formula with every field named by its id, as the metadata API shows it. */
  readonly textWithIds: string;
}

/** A formula that names fields the table does not have. */
export class UnknownFormulaFieldsError extends Error {
  constructor(names: readonly string[]) {
    super(`Unknown field names: ${names.map((name) => name.toLowerCase()).join(', ')}`);
    this.name = 'UnknownFormulaFieldsError';
  }
}

type Evaluate = (row: FormulaRow) => FormulaValue;

/**
 * Reads a formula once, so that it can be evaluated for many rows. `resolveField` gives the id of a field from its name
 * or id. Throws a {@link FormulaSyntaxError} or an {@link UnknownFormulaFieldsError}.
 */
export function compileFormula(text: string, resolveField: (name: string) => string | undefined): CompiledFormula {
  const root = parseFormula(text);
  const mentions = fieldsOf(root).map((node) => ({ node, id: resolveField(node.name) }));
  const unknown = mentions.filter(({ id }) => id === undefined).map(({ node }) => node.name);
  if (unknown.length > 0) throw new UnknownFormulaFieldsError([...new Set(unknown)]);
  const idOf = (name: string) => resolveField(name) ?? '';
  let textWithIds = '';
  let copied = 0;
  for (const { node, id } of mentions) {
    textWithIds += `${text.slice(copied, node.start)}{${id}}`;
    copied = node.end;
  }
  return {
    evaluate: compileNode(root, idOf),
    root,
    fieldIds: [...new Set(mentions.map(({ id }) => id ?? ''))],
    textWithIds: textWithIds + text.slice(copied),
  };
}

type FieldNode = Extract<FormulaNode, { kind: 'field' }>;

function fieldsOf(node: FormulaNode): readonly FieldNode[] {
  switch (node.kind) {
    case 'field':
      return [node];
    case 'call':
      return node.operands.flatMap(fieldsOf);
    case 'binary':
      return [...fieldsOf(node.left), ...fieldsOf(node.right)];
    case 'negation':
      return fieldsOf(node.operand);
    case 'literal':
      return [];
  }
}

function compileNode(node: FormulaNode, idOf: (name: string) => string): Evaluate {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'field': {
      const id = idOf(node.name);
      return (row) => row.cell(id);
    }
    case 'negation': {
      const operand = compileNode(node.operand, idOf);
      return (row) => -numberOf(operand(row));
    }
    case 'binary':
      return compileOperator(node.operator, compileNode(node.left, idOf), compileNode(node.right, idOf));
    case 'call':
      return compileRecordFunction(node.name, node.operands, idOf) ?? compileCall(node.name, node.operands, idOf);
  }
}

function compileOperator(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case '&':
      return (row) => textOf(left(row)) + textOf(right(row));
    case '+':
      return (row) => numberOf(left(row)) + numberOf(right(row));
    case '-':
      return (row) => numberOf(left(row)) - numberOf(right(row));
    case '*':
      return (row) => numberOf(left(row)) * numberOf(right(row));
    case '/':
      return (row) => numberOf(left(row)) / numberOf(right(row));
    case '=':
      return (row) => compareValues(left(row), right(row)) === 0;
    case '!=':
      return (row) => compareValues(left(row), right(row)) !== 0;
    default:
      return compileOrder(operator, left, right);
  }
}

function compileOrder(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  const holds = {
    '<': (order: number) => order < 0,
    '<=': (order: number) => order <= 0,
    '>': (order: number) => order > 0,
    '>=': (order: number) => order >= 0,
  }[operator];
  if (holds === undefined) throw new FormulaSyntaxError();
  return (row) => {
    const order = compareValues(left(row), right(row));
    return order !== null && holds(order);
  };
}

/** The functions that read the record itself. The operands of LAST_MODIFIED_TIME are fields, not their values. */
function compileRecordFunction(
  name: string,
  operands: readonly FormulaNode[],
  idOf: (name: string) => string,
): Evaluate | undefined {
  if (name === 'LAST_MODIFIED_TIME') {
    const ids = operands.map((operand) => (operand.kind === 'field' ? idOf(operand.name) : invalid()));
    return (row) => {
      const moment = row.modifiedAt(ids);
      return moment === null ? null : new Date(moment);
    };
  }
  if (name !== 'RECORD_ID' && name !== 'CREATED_TIME') return undefined;
  if (operands.length > 0) return invalid();
  return name === 'RECORD_ID' ? (row) => row.recordId : (row) => new Date(row.createdAt);
}

function compileCall(name: string, operands: readonly FormulaNode[], idOf: (name: string) => string): Evaluate {
  const called: FormulaFunction = formulaFunctions.get(name) ?? invalid();
  if (operands.length < called.least || operands.length > called.most) return invalid();
  const compiled = operands.map((operand) => compileNode(operand, idOf));
  return (row) =>
    called.apply(
      compiled.map((operand) => () => operand(row)),
      row.now,
    );
}

function invalid(): never {
  throw new FormulaSyntaxError();
}
