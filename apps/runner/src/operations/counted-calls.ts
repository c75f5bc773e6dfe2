import { readDocument, type Store, saveDocument } from '@linkwright/engine';
import { z } from 'zod';
import { type CountedCalls, countedCallsSchema } from './documents/document-parts.ts';

const bookSchema = z.record(z.string(), countedCallsSchema);
type CountedBook = Readonly<Record<string, CountedCalls>>;

const name = 'counted-calls';
/** Of an app that does not say when it begins to count anew, a count is told for so long, in milliseconds. */
const toldMs = 86_400_000;

/** What apps have counted when they were asked last, by the name of the connection; what they have begun to count anew since is left out. */
export async function readCountedCalls({ database }: Pick<Store, 'database'>, now: number): Promise<CountedBook> {
  const stored = await readDocument(database, name);
  const book = stored === null ? {} : (bookSchema.safeParse(JSON.parse(stored)).data ?? {});
  return Object.fromEntries(Object.entries(book).filter(([, { at, resetsAt }]) => now < (resetsAt ?? at + toldMs)));
}

export const keepCountedCalls = (store: Pick<Store, 'transaction'>, counted: CountedBook): Promise<void> =>
  store.transaction(async (database) => {
    await saveDocument(database, name, JSON.stringify(counted));
  });
