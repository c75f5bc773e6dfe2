import { invalidInput, KintoneFailure } from '../kintone-errors.ts';
import { type QueryToken, querySyntaxError, tokenizeQuery } from './query-tokenizer.ts';

export type Comparison = '=' | '!=' | '<' | '>' | '<=' | '>=';
export type QueryOperator = Comparison | 'in' | 'not in' | 'like' | 'not like' | 'is empty' | 'is not empty';

export type QueryOperand =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly string[] };

export interface QueryCondition {
  readonly kind: 'condition';
  readonly field: string;
  readonly operator: QueryOperator;
  /** One, or the list of `in`; none for `is empty`. */
  readonly operands: readonly QueryOperand[];
}

export type QueryNode = QueryCondition | { readonly kind: 'and' | 'or'; readonly nodes: readonly QueryNode[] };

export interface ParsedQuery {
  readonly condition: QueryNode | undefined;
  readonly order: readonly { readonly field: string; readonly ascending: boolean }[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}

const comparisons: readonly Comparison[] = ['=', '!=', '<', '>', '<=', '>='];
const endings = ['order', 'limit', 'offset'];

const highestLimit = 500;
const highestOffset = 10_000;

/** `<condition> order by <field> asc, … limit <n> offset <n>`, every part optional. */
export function parseQuery(query: string): ParsedQuery {
  const reader = new QueryReader(tokenizeQuery(query));
  const condition = reader.atEnd() || reader.sees(...endings) ? undefined : readOr(reader);
  const order = reader.takes('order') ? readOrder(reader) : [];
  const limit = reader.takes('limit') ? readCount(reader) : undefined;
  const offset = reader.takes('offset') ? readCount(reader) : undefined;
  if (!reader.atEnd()) throw querySyntaxError(reader.take().text);
  if (limit !== undefined && limit > highestLimit) {
    throw new KintoneFailure(400, 'GAIA_QU01', `The value of "limit" must be ${highestLimit} or less.`);
  }
  if (offset !== undefined && offset > highestOffset) {
    throw new KintoneFailure(400, 'GAIA_QU02', `The value of "offset" must be ${highestOffset} or less.`);
  }
  return { condition, order, limit, offset };
}

class QueryReader {
  readonly #tokens: readonly QueryToken[];
  #place = 0;

  constructor(tokens: readonly QueryToken[]) {
    this.#tokens = tokens;
  }

  atEnd(): boolean {
    return this.#place >= this.#tokens.length;
  }

  take(): QueryToken {
    const token = this.#tokens[this.#place];
    if (token === undefined) throw querySyntaxError('end of query');
    this.#place += 1;
    return token;
  }

  /** Keywords are read in any case. */
  sees(...words: readonly string[]): boolean {
    const token = this.#tokens[this.#place];
    return token?.kind === 'word' && words.includes(token.text.toLowerCase());
  }

  takes(word: string): boolean {
    if (!this.sees(word)) return false;
    this.#place += 1;
    return true;
  }

  takesKind(kind: QueryToken['kind']): boolean {
    if (this.#tokens[this.#place]?.kind !== kind) return false;
    this.#place += 1;
    return true;
  }
}

/** `and` binds closer than `or`. */
function readOr(reader: QueryReader): QueryNode {
  const nodes = [readAnd(reader)];
  while (reader.takes('or')) nodes.push(readAnd(reader));
  return oneOf('or', nodes);
}

function readAnd(reader: QueryReader): QueryNode {
  const nodes = [readPrimary(reader)];
  while (reader.takes('and')) nodes.push(readPrimary(reader));
  return oneOf('and', nodes);
}

function oneOf(kind: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes };
}

function readPrimary(reader: QueryReader): QueryNode {
  if (reader.takesKind('open')) {
    const node = readOr(reader);
    if (!reader.takesKind('close')) throw querySyntaxError('(');
    return node;
  }
  const field = reader.take();
  if (field.kind !== 'word') throw querySyntaxError(field.text);
  const operator = readOperator(reader);
  return { kind: 'condition', field: field.text, operator, operands: readOperands(reader, operator) };
}

function readOperator(reader: QueryReader): QueryOperator {
  const token = reader.take();
  if (token.kind === 'operator') {
    const comparison = comparisons.find((one) => one === token.text);
    if (comparison !== undefined) return comparison;
  }
  switch (token.kind === 'word' ? token.text.toLowerCase() : '') {
    case 'in':
      return 'in';
    case 'like':
      return 'like';
    case 'not':
      if (reader.takes('in')) return 'not in';
      if (reader.takes('like')) return 'not like';
      break;
    case 'is':
      if (reader.takes('empty')) return 'is empty';
      if (reader.takes('not') && reader.takes('empty')) return 'is not empty';
      break;
  }
  throw querySyntaxError(token.text);
}

function readOperands(reader: QueryReader, operator: QueryOperator): readonly QueryOperand[] {
  if (operator === 'is empty' || operator === 'is not empty') return [];
  if (operator !== 'in' && operator !== 'not in') return [readOperand(reader)];
  if (!reader.takesKind('open')) throw querySyntaxError(operator);
  const operands = [readOperand(reader)];
  while (reader.takesKind('comma')) operands.push(readOperand(reader));
  if (!reader.takesKind('close')) throw querySyntaxError(operator);
  return operands;
}

function readOperand(reader: QueryReader): QueryOperand {
  const token = reader.take();
  if (token.kind === 'text' || token.kind === 'number') return { kind: 'literal', text: token.text };
  if (token.kind !== 'word' || !reader.takesKind('open')) throw querySyntaxError(token.text);
  const operands: string[] = [];
  if (!reader.takesKind('close')) {
    do operands.push(reader.take().text);
    while (reader.takesKind('comma'));
    if (!reader.takesKind('close')) throw querySyntaxError(token.text);
  }
  return { kind: 'call', name: token.text.toUpperCase(), operands };
}

function readOrder(reader: QueryReader): ParsedQuery['order'] {
  if (!reader.takes('by')) throw querySyntaxError('order');
  const order: { field: string; ascending: boolean }[] = [];
  do {
    const field = reader.take();
    if (field.kind !== 'word') throw querySyntaxError(field.text);
    // Descending, as long as nothing else is said.
    const ascending = reader.takes('asc');
    if (!ascending) reader.takes('desc');
    order.push({ field: field.text, ascending });
  } while (reader.takesKind('comma'));
  return order;
}

function readCount(reader: QueryReader): number {
  const { kind, text } = reader.take();
  const count = Number(text);
  if (kind !== 'number' || !Number.isInteger(count) || count < 0) {
    throw invalidInput({ query: ['must be greater than or equal to 0'] });
  }
  return count;
}
