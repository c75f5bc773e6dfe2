import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ownStateFolder } from '../../session/own-state-folder.ts';
import { type AccessToken, tokenById } from './token-folder.ts';

/** A browser that was signed in with a token: it ends with it. */
export interface BrowserSession {
  readonly token: AccessToken;
  /** What a page sends along with every write: no other site can know it. */
  readonly csrf: string;
  /** Milliseconds since 1970, UTC. */
  readonly expiresAt: number;
}

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** Of the token that it was opened with. */
  token: z.string(),
  /** SHA-256 of the secret in its cookie, in base64url. */
  hash: z.string(),
  expiresAt: z.number(),
});

/** A day of work, however long somebody is there. */
const lifeMs = 12 * 3_600_000;
export const sessionCookie = 'linkwright_session';
const cookiePattern = /^([0-9a-f]{16})\.([\w-]{43})$/;

const folderOf = (tokenFolder: string): string => join(dirname(tokenFolder), 'sessions');
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const csrfOf = (secret: string): string => hashOf(`csrf ${secret}`).toString('base64url');

/** Opens one. What its cookie holds is told here and nowhere else. */
export async function openSessionFor(
  tokenFolder: string,
  token: AccessToken,
  now: number,
): Promise<{ readonly cookie: string; readonly maxAgeSeconds: number; readonly session: BrowserSession }> {
  const folder = folderOf(tokenFolder);
  await ownStateFolder(dirname(folder));
  await ownStateFolder(folder);
  await forgetExpired(folder, now);
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const expiresAt = Math.min(now + lifeMs, token.expiresAt ?? Number.POSITIVE_INFINITY);
  const content = { version: 1, token: token.id, hash: hashOf(secret).toString('base64url'), expiresAt };
  const file = join(folder, `${id}.json`);
  await writeFile(`${file}.unfinished`, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(`${file}.unfinished`, file);
  return {
    cookie: `${id}.${secret}`,
    maxAgeSeconds: Math.floor((expiresAt - now) / 1000),
    session: { token, csrf: csrfOf(secret), expiresAt },
  };
}

/** The session of a cookie. `null`: there is none, it has ended, or its token is revoked or has expired. */
export async function findSession(tokenFolder: string, cookie: string, now: number): Promise<BrowserSession | null> {
  const [, id = '', secret = ''] = cookiePattern.exec(cookie) ?? [];
  if (id === '') return null;
  const stored = await readSession(join(folderOf(tokenFolder), `${id}.json`));
  const hash = hashOf(secret);
  const known = Buffer.from(stored?.hash ?? '', 'base64url');
  if (stored === null || known.length !== hash.length || !timingSafeEqual(known, hash)) return null;
  if (stored.expiresAt <= now) return null;
  const token = await tokenById(tokenFolder, stored.token, now);
  return token && { token, csrf: csrfOf(secret), expiresAt: stored.expiresAt };
}

/** From here on its cookie opens nothing. */
export async function endSession(tokenFolder: string, cookie: string): Promise<void> {
  const [, id] = cookiePattern.exec(cookie) ?? [];
  if (id !== undefined) await rm(join(folderOf(tokenFolder), `${id}.json`), { force: true });
}

export const isCsrf = (session: BrowserSession, shown: string): boolean => {
  const [known, given] = [hashOf(session.csrf), hashOf(shown)];
  return timingSafeEqual(known, given);
};

async function readSession(file: string): Promise<z.output<typeof fileSchema> | null> {
  try {
    return fileSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

async function forgetExpired(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const stored = await readSession(file);
    if (stored !== null && stored.expiresAt <= now) await rm(file, { force: true });
  }
}
