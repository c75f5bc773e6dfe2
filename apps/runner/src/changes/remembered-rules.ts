import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rulesFileSchema, type SyncRules } from './sync-rules.ts';

const fileIn = (stateFolder: string): string => join(stateFolder, 'rules.json');

/** What the file said at the last sync. `null`: there was none, or nothing usable is left of it. */
export async function readRules(stateFolder: string): Promise<readonly SyncRules[] | null> {
  try {
    return rulesFileSchema.parse(JSON.parse(await readFile(fileIn(stateFolder), 'utf8'))).syncs;
  } catch {
    return null;
  }
}

/** `only`: names of the syncs that ran; of the others the rules before stay. */
export async function writeRules(
  stateFolder: string,
  now: readonly SyncRules[],
  only: readonly string[] | undefined,
): Promise<void> {
  const before = (await readRules(stateFolder)) ?? [];
  const ran = now.filter(({ name }) => only?.includes(name) ?? true);
  const kept = only === undefined ? [] : before.filter(({ name }) => !only.includes(name));
  const draft = `${fileIn(stateFolder)}.${process.pid}`;
  await writeFile(draft, JSON.stringify({ version: 1, syncs: [...kept, ...ran] }), { mode: 0o600 });
  await rename(draft, fileIn(stateFolder));
}
