import { readDocument, type Store, saveDocument } from '@linkwright/engine';
import { z } from 'zod';
import { noticeKinds } from '../configuration/notify-schema.ts';

const conditionSchema = z.object({
  key: z.string(),
  kind: z.enum(noticeKinds),
  sync: z.string(),
  text: z.string(),
});

/** What each webhook has been told and is not over: it lies in the state, so that a service that starts again is silent about it. */
const bookSchema = z.object({
  version: z.literal(1),
  told: z.record(z.string(), z.array(conditionSchema)),
  /** Webhooks that a process is telling, until when at most: others leave it to that one. Milliseconds since 1970, UTC. */
  telling: z.record(z.string(), z.number()).default({}),
});
export type NoticeBook = z.output<typeof bookSchema>;

const documentName = 'notices';

export async function readNotices({ database }: Pick<Store, 'database'>): Promise<NoticeBook> {
  const text = await readDocument(database, documentName);
  return text === null ? { version: 1, told: {}, telling: {} } : bookSchema.parse(JSON.parse(text));
}

/** Of one webhook, what it knows from here on. */
export const keepTold = (
  store: Pick<Store, 'transaction'>,
  webhook: string,
  conditions: NoticeBook['told'][string],
): Promise<void> =>
  store.transaction(async (database) => {
    const { told, telling } = await readNotices({ database });
    const book: NoticeBook = {
      version: 1,
      told: { ...told, [webhook]: conditions },
      telling: { ...telling, [webhook]: 0 },
    };
    await saveDocument(database, documentName, JSON.stringify(book));
  });

/** Longer than a webhook takes to answer or to be given up. */
const tellingMs = 30_000;

/** Of several processes that look after one workspace, one tells a webhook at a time. What it has been told; `null`: another tells it. */
export const beginTelling = (
  store: Pick<Store, 'transaction'>,
  webhook: string,
  now: number,
): Promise<NoticeBook['told'][string] | null> =>
  store.transaction(async (database) => {
    const book = await readNotices({ database });
    if ((book.telling[webhook] ?? 0) > now) return null;
    const telling = { ...book.telling, [webhook]: now + tellingMs };
    await saveDocument(database, documentName, JSON.stringify({ ...book, telling }));
    return book.told[webhook] ?? [];
  });

/** It could not be told: whoever looks next may. */
export const giveUpTelling = (store: Pick<Store, 'transaction'>, webhook: string): Promise<void> =>
  store.transaction(async (database) => {
    const book = await readNotices({ database });
    const telling = { ...book.telling, [webhook]: 0 };
    await saveDocument(database, documentName, JSON.stringify({ ...book, telling }));
  });
