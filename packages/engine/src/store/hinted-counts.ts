import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from './database.ts';
import { readDocument, readDocumentToChange, saveDocument } from './documents.ts';
import { parseStored } from './stored-json.ts';

/** By the number of the object in the store. */
const countsSchema = z.record(z.string(), z.int().min(0));
const name = 'hinted-counts';

/** How many records of each object hints have brought in since it was last read as a whole. */
async function loadCounts(
  database: Kysely<Database>,
  read: typeof readDocument = readDocument,
): Promise<Readonly<Record<string, number>>> {
  const stored = await read(database, name);
  return stored === null ? {} : parseStored(countsSchema, stored, 'how many records hints have brought in');
}

export async function hintedCount(database: Kysely<Database>, object: number): Promise<number> {
  return (await loadCounts(database))[String(object)] ?? 0;
}

/** Inside a transaction. */
export async function addHinted(database: Kysely<Database>, object: number, count: number): Promise<void> {
  if (count === 0) return;
  const counts = await loadCounts(database, readDocumentToChange);
  await saveDocument(database, name, JSON.stringify({ ...counts, [object]: (counts[object] ?? 0) + count }));
}

/** Inside a transaction: these objects have been read. Nobody is waited for where nothing is counted of them. */
export async function forgetHinted(database: Kysely<Database>, objects: ReadonlySet<number>): Promise<void> {
  const isRead = (object: string): boolean => objects.has(Number(object));
  if (!Object.keys(await loadCounts(database)).some(isRead)) return;
  const counts = Object.entries(await loadCounts(database, readDocumentToChange));
  await saveDocument(database, name, JSON.stringify(Object.fromEntries(counts.filter(([object]) => !isRead(object)))));
}
