import { keyOf } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';
import { normalizers } from '../match/phone-normalizer.ts';
import { observationPages } from '../store/observation-pages.ts';
import { loadObservations } from '../store/observations.ts';
import { recordsByKey } from '../store/record-keys.ts';
import type { Side } from '../store/side.ts';
import type { Store } from '../store/store.ts';

/** Ids of the records of one side that a person means by an id or by the value of a match key. */
export async function findRecords(
  store: Store,
  pair: PairPlan,
  side: Side,
  keyOrId: string,
): Promise<readonly string[]> {
  const { database } = store;
  if ((await loadObservations(database, pair[side].object, [keyOrId])).size > 0) return [keyOrId];
  const found = new Set<string>();
  for (const [position, key] of pair.sync.matchKeys.entries()) {
    const definition = pair.keys[position];
    if (!definition || key.parts.length !== 1) continue;
    const fields = Object.fromEntries(key.parts.map((part) => [part[side], keyOrId]));
    const text = keyOf(key, side, fields, normalizers);
    for (const id of (await recordsByKey(database, definition[side], [text])).get(text) ?? []) found.add(id);
  }
  return [...found];
}

const pageSize = 1000;

/** The same of records that are no longer there, by what a match key was when they went. */
export async function findGoneRecords(
  { database }: Store,
  pair: PairPlan,
  side: Side,
  value: string,
): Promise<readonly string[]> {
  const keys = pair.sync.matchKeys.flatMap((key) => {
    const [part, second] = key.parts;
    if (!part || second) return [];
    return [{ key, text: keyOf(key, side, { [part[side]]: value }, normalizers) }];
  });
  const found: string[] = [];
  for await (const page of observationPages(database, pair[side].object, pageSize, { gone: true })) {
    for (const { id, fields } of page) {
      const bears = keys.some(({ key, text }) => text !== '' && keyOf(key, side, fields, normalizers) === text);
      if (bears) found.push(id);
    }
  }
  return found;
}
