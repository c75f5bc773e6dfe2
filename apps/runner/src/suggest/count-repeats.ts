import type { CallOptions, Normalizer } from '@linkwright/core';
import type { OpenConnection } from '../session/open-connections.ts';

/** What the records of one side hold in a field that could be a match key. */
export interface KeyCount {
  readonly records: number;
  /** `false`: there are more records than were read. */
  readonly complete: boolean;
  readonly empty: number;
  /** Values that more than one record bears, the most frequent first. */
  readonly repeated: readonly { readonly value: string; readonly records: number }[];
  /** By value, the first record that bears it. */
  readonly bearers: ReadonlyMap<string, KeyBearer>;
}

export interface KeyBearer {
  readonly id: string;
  /** What its app shows of it in a list; its id where that is empty. */
  readonly label: string;
}

/** So many pages are read at most: enough to see what a field holds, bounded whatever the app holds. */
const pagesRead = 20;

/** Reads records as they are in the app and counts their normalized values. */
export async function countRepeats(
  { app }: Pick<OpenConnection, 'app'>,
  object: string,
  { field, display = null }: { readonly field: string; readonly display?: string | null },
  normalize: Normalizer,
  options: CallOptions,
): Promise<KeyCount> {
  const counts = new Map<string, number>();
  const bearers = new Map<string, KeyBearer>();
  const fields = display === null || display === field ? [field] : [field, display];
  const seen = new Set<string>();
  let empty = 0;
  let pages = 0;
  let complete = true;
  for await (const page of app.readChanges({ object, since: null, fields, associations: [] }, options)) {
    for (const record of page.records) {
      // A page may repeat what an earlier one has shown.
      if (seen.has(record.id)) continue;
      seen.add(record.id);
      const value = record.fields[field] ?? null;
      const key = value === null ? '' : normalize(value);
      if (key === '') {
        empty += 1;
        continue;
      }
      counts.set(key, (counts.get(key) ?? 0) + 1);
      const label = record.fields[display ?? field];
      const shown = typeof label === 'string' && label !== '' ? label : record.id;
      if (!bearers.has(key)) bearers.set(key, { id: record.id, label: shown });
    }
    pages += 1;
    if (pages < pagesRead) continue;
    complete = false;
    break;
  }
  const repeated = [...counts]
    .filter(([, records]) => records > 1)
    .map(([value, records]) => ({ value, records }))
    .sort((a, b) => b.records - a.records);
  return { records: seen.size, complete, empty, repeated, bearers };
}
