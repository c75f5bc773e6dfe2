import type { CallOptions } from '@linkwright/core';
import type { OpenConnection } from '../session/open-connections.ts';

/** How many targets the records of an object hold in one association field. */
export interface LinkCount {
  /** Records that hold one target and no more. */
  readonly single: number;
  /** Records that hold more than one. */
  readonly several: number;
}

/** So many pages are read at most: enough to see how a field is used, bounded whatever the app holds. */
const pagesRead = 20;

/** Reads records as they are in the app. What a page does not show of the field counts as nothing. */
export async function countLinks(
  { app }: Pick<OpenConnection, 'app'>,
  object: string,
  association: string,
  options: CallOptions,
): Promise<LinkCount> {
  const seen = new Set<string>();
  let single = 0;
  let several = 0;
  let pages = 0;
  for await (const page of app.readChanges({ object, since: null, fields: [], associations: [association] }, options)) {
    for (const { id, associations } of page.records) {
      if (seen.has(id)) continue;
      seen.add(id);
      const held = associations?.[association]?.length ?? 0;
      if (held === 1) single += 1;
      if (held > 1) several += 1;
    }
    pages += 1;
    if (pages === pagesRead) break;
  }
  return { single, several };
}
