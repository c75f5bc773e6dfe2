import { createHash, randomBytes } from 'node:crypto';
import { readDocument, type Store, saveDocument } from '@linkwright/engine';
import { z } from 'zod';
import { usualGap } from './feed-pace.ts';

const hookSchema = z.object({
  /** Name of the connection in the file, and of its connector. */
  connection: z.string(),
  connector: z.string(),
  /** What stands before `/hooks/` in the address that the app was given. */
  publicUrl: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  /** A service gave it to the app by itself, for its feed. Absent: somebody made it, to paste it there. */
  ofFeed: z.literal(true).optional(),
  /** When the app last called with something to say, and how far apart that usually is. Absent: it has not, or not twice. */
  hintedAt: z.number().optional(),
  gapMs: z.number().optional(),
});
export type Hook = z.output<typeof hookSchema>;

/** By the SHA-256 of the secret part of the address, in hexadecimal digits: it is random, so there is nothing to guess. */
const hooksSchema = z.record(z.string(), hookSchema);
export type Hooks = z.output<typeof hooksSchema>;

const name = 'hint-hooks';

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** The addresses that apps may call. */
export async function readHooks({ database }: Pick<Store, 'database'>): Promise<Hooks> {
  const stored = await readDocument(database, name);
  return stored === null ? {} : hooksSchema.parse(JSON.parse(stored));
}

/** Resolves to the address, which is told once: the state knows a hash of it. */
export async function createHook(
  store: Pick<Store, 'transaction'>,
  hook: Hook,
): Promise<{ readonly url: string; readonly hash: string }> {
  const secret = randomBytes(24).toString('base64url');
  const hash = hashOf(secret);
  // A feed has one address at a time.
  const isReplaced = (one: Hook): boolean =>
    hook.ofFeed === true && one.ofFeed === true && one.connection === hook.connection;
  await change(store, (hooks) => ({
    ...Object.fromEntries(Object.entries(hooks).filter(([, one]) => !isReplaced(one))),
    [hash]: hook,
  }));
  return { url: hookUrl(hook, secret), hash };
}

export const hookUrl = ({ publicUrl, connector }: Pick<Hook, 'publicUrl' | 'connector'>, secret: string): string =>
  `${publicUrl}/hooks/${connector}/${secret}`;

/** The app of a connection has called with something to say. */
export const noteCalled = (store: Pick<Store, 'transaction'>, connection: string, at: number): Promise<void> =>
  change(store, (hooks) =>
    Object.fromEntries(
      Object.entries(hooks).map(([hash, hook]) => {
        if (hook.connection !== connection || hook.ofFeed === true) return [hash, hook];
        const gapMs = usualGap(hook, at);
        return [hash, { ...hook, hintedAt: at, ...(gapMs !== undefined && { gapMs }) }];
      }),
    ),
  );

/** From here on nobody is heard at the addresses of these connections. Resolves to how many there were. */
export async function removeHooks(store: Pick<Store, 'transaction'>, connection: string): Promise<number> {
  let removed = 0;
  await change(store, (hooks) => {
    const left = Object.entries(hooks).filter(([, hook]) => hook.connection !== connection);
    removed = Object.keys(hooks).length - left.length;
    return Object.fromEntries(left);
  });
  return removed;
}

const change = (store: Pick<Store, 'transaction'>, how: (hooks: Hooks) => Hooks): Promise<void> =>
  store.transaction(async (database) => {
    await saveDocument(database, name, JSON.stringify(how(await readHooks({ database }))));
  });
