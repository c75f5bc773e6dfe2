import { readDocument, type Store, saveDocument } from '@linkwright/engine';
import { rulesSchema, type SyncRules } from './sync-rules.ts';

const document = 'rules';

/** What the file said at the last sync. `null`: there was none, or nothing usable is left of it. */
export async function readRules({ database }: Pick<Store, 'database'>): Promise<readonly SyncRules[] | null> {
  const text = await readDocument(database, document);
  if (text === null) return null;
  try {
    return rulesSchema.parse(JSON.parse(text)).syncs;
  } catch {
    return null;
  }
}

/** `only`: names of the syncs that ran; of the others the rules before stay. */
export async function writeRules(
  store: Store,
  now: readonly SyncRules[],
  only: readonly string[] | undefined,
): Promise<void> {
  await store.transaction(async (database) => {
    const before = (await readRules({ database })) ?? [];
    const ran = now.filter(({ name }) => only?.includes(name) ?? true);
    const kept = only === undefined ? [] : before.filter(({ name }) => !only.includes(name));
    await saveDocument(database, document, JSON.stringify({ version: 1, syncs: [...kept, ...ran] }));
  });
}
