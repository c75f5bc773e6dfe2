import type { MergeOutcome, MergeRequest } from '../contract/record-change.ts';
import type { AppState } from './in-memory-state.ts';
import type { StoredRecord } from './in-memory-table.ts';

/** What the app does with a request to make one record of two that reached it. */
export function applyMerger(state: AppState, { object, survivor, merged }: MergeRequest): MergeOutcome {
  const { records } = state.table(object);
  const [standing, going] = [records.get(survivor), records.get(merged)];
  if (standing === undefined || going === undefined || standing === going) return { kind: 'gone' };
  return { kind: 'merged', id: mergeRecords(state, standing, going, state.options.mergersMakeRecords === true) };
}

/** What a person or the connector makes one of two records: the id that stands. */
export function mergeRecords(state: AppState, survivor: StoredRecord, loser: StoredRecord, newId: boolean): string {
  const { table } = survivor;
  const gone = newId ? [survivor, loser] : [loser];
  const edges = gone.map((record) => state.edges.edgesOf(record));
  const keys = gone.map((record) => [...state.edges.of(table).values()].map((field) => field.keys.get(record)));
  const values = { ...Object.fromEntries(loser.values), ...Object.fromEntries(survivor.values) };
  const alternates = table.alternating.map((field) => [field, alternatesOf([survivor, loser], field)] as const);
  for (const record of gone) state.remove(record);
  const standing = newId ? state.insert(table, values) : survivor;
  table.setValues(standing, values);
  for (const [field, others] of alternates) table.setAlternates(standing, field, others);
  for (const [index, record] of gone.entries()) {
    table.movedTo.set(record.id, standing.id);
    state.hints.note(table.schema.id, record.id, 'merged');
    const taken = edges[index];
    if (taken !== undefined) state.edges.takeOver(standing, taken, new Set(gone));
    for (const [position, association] of [...state.edges.of(table).values()].entries()) {
      const own = keys[index]?.[position];
      if (own !== undefined && !association.keys.has(standing)) state.edges.setKeys(standing, association, own);
    }
  }
  standing.mergedFrom = [
    ...new Set([...standing.mergedFrom, ...gone.flatMap((record) => [record.id, ...record.mergedFrom])]),
  ];
  state.touch(standing);
  return standing.id;
}

function alternatesOf(records: readonly StoredRecord[], field: string): readonly string[] {
  return records.flatMap(({ values, alternates }) => {
    const own = values.get(field);
    return [...(typeof own === 'string' ? [own] : []), ...(alternates.get(field) ?? [])];
  });
}
