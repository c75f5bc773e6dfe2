import type { FormState } from '../apps/form-state.ts';
import { KintoneFailure } from '../kintone-errors.ts';
import type { RecordState } from '../records/record-state.ts';
import type { RecordStore } from '../records/record-store.ts';
import { compileCondition, type RecordTest, textsOfRecord } from './compile-condition.ts';
import { type QueriedField, queriedField } from './query-fields.ts';
import { type ParsedQuery, parseQuery, type QueryNode } from './query-parser.ts';
import type { QueryContext } from './query-values.ts';

/** A query that fits the form: it can be run on records. */
export interface CompiledQuery {
  readonly parsed: ParsedQuery;
  readonly test: RecordTest;
  readonly order: readonly { readonly queried: QueriedField; readonly ascending: boolean }[];
}

export function compileQuery(context: QueryContext, form: FormState, query: string): CompiledQuery {
  const parsed = parseQuery(query);
  const { condition } = parsed;
  return {
    parsed,
    test: condition === undefined ? () => true : compileCondition(context, form, condition),
    order: parsed.order.map(({ field, ascending }) => ({ queried: sortableField(form, field), ascending })),
  };
}

/** The records that fit, in order, at most `wanted` of them where the order allows to stop early. */
export function runQuery(store: RecordStore, { parsed, test, order }: CompiledQuery, wanted: number): RecordState[] {
  const [first] = order;
  const byId = first === undefined || first.queried.field === undefined || first.queried.field.type === 'RECORD_NUMBER';
  // The newest come first, unless something else is asked for.
  const ascending = byId && first?.ascending === true;
  const ids = store.ids();
  const begin = indexAbove(ids, lowerBound(parsed.condition));
  const found: RecordState[] = [];
  for (let place = 0; place < ids.length - begin; place += 1) {
    const record = store.get(ids[ascending ? begin + place : ids.length - 1 - place] ?? 0);
    if (record === undefined || !test(record)) continue;
    found.push(record);
    if (byId && found.length >= wanted) break;
  }
  return byId ? found : sorted(found, order);
}

/** Records of one value stay with the newest first. */
function sorted(records: readonly RecordState[], order: CompiledQuery['order']): RecordState[] {
  const keyed = records.map((record) => ({ record, keys: order.map(({ queried }) => sortKey(queried, record)) }));
  keyed.sort((left, right) => {
    for (const [index, { ascending }] of order.entries()) {
      const [one, other] = [left.keys[index] ?? '', right.keys[index] ?? ''];
      if (one === other) continue;
      return one < other === ascending ? -1 : 1;
    }
    return right.record.id - left.record.id;
  });
  return keyed.map(({ record }) => record);
}

/** Empty values come before all others. */
function sortKey(queried: QueriedField, record: RecordState): string | number {
  const [text = ''] = textsOfRecord(queried, record);
  if (queried.kind !== 'number') return text;
  return text === '' ? Number.NEGATIVE_INFINITY : Number(text);
}

function sortableField(form: FormState, code: string): QueriedField {
  const queried = queriedField(form, code);
  const unsortable = ['long-text', 'rich-text', 'file'].includes(queried.kind) || isList(queried);
  if (!unsortable && queried.table === undefined) return queried;
  throw new KintoneFailure(400, 'GAIA_IQ03', `Records cannot be sorted by the field "${code}".`);
}

function isList({ field }: QueriedField): boolean {
  const lists = [
    'CHECK_BOX',
    'MULTI_SELECT',
    'USER_SELECT',
    'ORGANIZATION_SELECT',
    'GROUP_SELECT',
    'STATUS_ASSIGNEE',
    'CATEGORY',
  ];
  return field !== undefined && lists.includes(field.type);
}

/** What `$id > n` of the condition says, which everything that fits is above: pages that seek by id begin there. */
function lowerBound(node: QueryNode | undefined): number {
  if (node === undefined) return 0;
  if (node.kind !== 'condition') return node.kind === 'and' ? Math.max(...node.nodes.map(lowerBound)) : 0;
  const [operand] = node.operands;
  if (node.field !== '$id' || node.operator !== '>' || operand?.kind !== 'literal') return 0;
  return Number(operand.text) || 0;
}

function indexAbove(ids: readonly number[], bound: number): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? 0) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
