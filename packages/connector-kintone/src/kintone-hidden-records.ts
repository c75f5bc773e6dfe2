import { type CallOptions, chunksOf } from '@linkwright/core';
import type { KintoneClient } from './kintone-client.ts';

/** Kintone evaluates no more at once. */
const evaluatedAtOnce = 100;

/**
 * Which of these ids, that no list shows, are records all the same: permissions for records hide them from a login name, in
 * lists without a word. A hundred are one call where all of them are there; otherwise each is asked for by itself.
 */
export async function hiddenAmong(
  client: KintoneClient,
  app: string,
  ids: readonly string[],
  options: CallOptions,
): Promise<ReadonlySet<string>> {
  const hidden = new Set<string>();
  if (ids.length === 0 || !(await client.mayHideRecords(app, options))) return hidden;
  for (const chunk of chunksOf(ids, evaluatedAtOnce)) {
    // Kintone evaluates all or none: one that is gone is answered with a refusal.
    const evaluated = chunk.length > 1 ? await client.evaluateRights(app, chunk, options) : null;
    const there =
      evaluated === null
        ? await Promise.all(chunk.map(async (id) => ((await client.hasRecord(app, id, options)) ? [id] : [])))
        : [chunk];
    for (const id of there.flat()) hidden.add(id);
  }
  return hidden;
}
