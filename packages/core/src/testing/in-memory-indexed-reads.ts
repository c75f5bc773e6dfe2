import type { AppConnection } from '../contract/app-connection.ts';
import type { ChangePage, SourceRecord } from '../contract/source-record.ts';
import { ContractError } from '../errors/linkwright-error.ts';
import type { IndexPlace, LaggingIndex } from './in-memory-index.ts';
import type { AppState } from './in-memory-state.ts';
import type { StoredRecord } from './in-memory-table.ts';

type ChangesRequest = Parameters<AppConnection['readChanges']>[0];

export interface IndexedPage {
  readonly page: ChangePage;
  readonly isLast: boolean;
}

/**
 * As vendors with a search do it: a complete read comes from the list, which is consistent, and goes on by record id; a
 * read since a checkpoint comes from the index, and reaches back so far that what the index had not learnt is seen later.
 */
export function* readIndexedChanges(
  state: AppState,
  index: LaggingIndex,
  request: ChangesRequest,
  pageSize: number,
): Generator<IndexedPage> {
  const checkpoint = parseCheckpoint(request.since);
  if (checkpoint.mode === 'search') yield* search(state, index, request, checkpoint.since, pageSize);
  else yield* list(state, request, checkpoint, pageSize);
}

function* list(
  state: AppState,
  { object, fields, associations }: ChangesRequest,
  from: { readonly startedAt: number | null; readonly after: string | null },
  pageSize: number,
): Generator<IndexedPage> {
  const table = state.table(object);
  const startedAt = from.startedAt ?? state.clock.now();
  const carriesAssociations = (state.options.associationReads ?? 'inline') === 'inline';
  let { after } = from;
  for (;;) {
    // One that came out of the bin stands behind younger ones.
    const rest = [...table.records.values()]
      .filter((record) => after === null || numberOf(record.id) > numberOf(after))
      .sort((a, b) => numberOf(a.id) - numberOf(b.id));
    const records = rest.slice(0, pageSize);
    const isLast = records.length === rest.length;
    after = records.at(-1)?.id ?? after;
    const shown = records.map((record: StoredRecord) =>
      state.show(record, fields, carriesAssociations ? associations : null),
    );
    const checkpoint = isLast ? `search ${startedAt}` : `list ${startedAt} ${after ?? ''}`;
    yield { page: { records: shown, deleted: [], checkpoint }, isLast };
  }
}

function* search(
  state: AppState,
  index: LaggingIndex,
  { object, fields }: ChangesRequest,
  since: number,
  pageSize: number,
): Generator<IndexedPage> {
  const table = state.table(object);
  const startedAt = state.clock.now();
  const overlapMs = state.options.indexOverlapMs ?? 120_000;
  let after: IndexPlace | null = null;
  for (;;) {
    const found = index.changes(table, since - overlapMs, after, pageSize);
    const last = found.at(-1);
    const isLast = found.length < pageSize;
    after = last ?? after;
    const reached = isLast ? startedAt : Math.min(startedAt, last?.at ?? since);
    const records = found.map(({ at: _at, ...record }) => withFields(record, fields));
    yield { page: { records, deleted: [], checkpoint: `search ${Math.max(since, reached)}` }, isLast };
  }
}

function withFields(record: SourceRecord, fields: readonly string[]): SourceRecord {
  const only = <Value>(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(values).filter(([id]) => fields.includes(id)));
  const { alternateKeys } = record;
  return {
    ...record,
    fields: only(record.fields),
    ...(alternateKeys === undefined ? {} : { alternateKeys: only(alternateKeys) }),
  };
}

/** Ids end in a number that grows. */
const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1));

type ParsedCheckpoint =
  | { readonly mode: 'list'; readonly startedAt: number | null; readonly after: string | null }
  | { readonly mode: 'search'; readonly since: number };

function parseCheckpoint(checkpoint: string | null): ParsedCheckpoint {
  if (checkpoint === null) return { mode: 'list', startedAt: null, after: null };
  const [mode, time, after] = checkpoint.split(' ');
  const number = Number(time);
  if (mode === 'list' && Number.isSafeInteger(number)) return { mode, startedAt: number, after: after || null };
  if (mode === 'search' && Number.isSafeInteger(number)) return { mode, since: number };
  throw new ContractError(`"${checkpoint}" is no checkpoint of this app.`, { code: 'checkpoint-invalid' });
}
