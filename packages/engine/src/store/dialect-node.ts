import { ExpressionWrapper, type FunctionNode, type OperationNode, type RawBuilder, sql } from 'kysely';

/**
 * What SQLite and PostgreSQL spell differently: a node that stands in a query until the compiler of one of the two writes
 * it out. Everything else in the queries of this folder is understood by both.
 */
export interface DialectNode extends FunctionNode {
  readonly meaning: Among | Given | Marked | Now | StoredByKey;
}

interface Among {
  readonly is: 'among';
  readonly column: OperationNode;
  readonly values: readonly (string | number)[];
}

/** Columns of given rows, in order. An integer has 64 bits, of which 53 are used. */
export type GivenColumns = Readonly<Record<string, 'integer' | 'text'>>;

export type GivenRow = readonly (string | number | null)[];

interface Given {
  readonly is: 'given';
  readonly columns: GivenColumns;
  readonly rows: readonly GivenRow[];
}

interface Now {
  readonly is: 'now';
}

interface Marked {
  readonly is: 'marked';
  readonly column: OperationNode;
  readonly marks: Uint8Array;
}

interface StoredByKey {
  readonly is: 'stored-by-key';
}

export const isDialectNode = (node: FunctionNode): node is DialectNode => 'meaning' in node;

export function spelled<Value>(meaning: DialectNode['meaning']): RawBuilder<Value> {
  const node: DialectNode = { kind: 'FunctionNode', func: meaning.is, arguments: [], meaning };
  return sql<Value>`${new ExpressionWrapper(node)}`;
}
