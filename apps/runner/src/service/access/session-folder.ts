import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ownStateFolder } from '../../session/own-state-folder.ts';
import { type Role, roles } from './roles.ts';
import { type AccessToken, tokenById } from './token-folder.ts';

/** A browser that was signed in with a token, with which it ends, or by a provider of sign-ins. */
export interface BrowserSession {
  /** What it may do. Of somebody whom a provider vouched for, the rights of a token that nobody has. */
  readonly token: AccessToken;
  /** What a page sends along with every write: no other site can know it. */
  readonly csrf: string;
  /** Milliseconds since 1970, UTC. */
  readonly expiresAt: number;
}

/** Somebody whom a provider of sign-ins vouched for. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly role: Role;
}

const personSchema = z.strictObject({
  issuer: z.string(),
  subject: z.string(),
  name: z.string(),
  role: z.enum(roles),
});

const common = {
  version: z.literal(1),
  /** SHA-256 of the secret in its cookie, in base64url. */
  hash: z.string(),
  expiresAt: z.number(),
};

/** `token`: the id of the one that it was opened with. */
const fileSchema = z.union([
  z.strictObject({ ...common, token: z.string() }),
  z.strictObject({ ...common, person: personSchema }),
]);

/** A day of work, however long somebody is there. */
const lifeMs = 12 * 3_600_000;
const cookiePattern = /^([0-9a-f]{16})\.([\w-]{43})$/;

const folderOf = (tokenFolder: string): string => join(dirname(tokenFolder), 'sessions');
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const csrfOf = (secret: string): string => hashOf(`csrf ${secret}`).toString('base64url');

/** Opens one. What its cookie holds is told here and nowhere else. */
export async function openSessionFor(tokenFolder: string, token: AccessToken, now: number): Promise<OpenedSession> {
  const expiresAt = Math.min(now + lifeMs, token.expiresAt ?? Number.POSITIVE_INFINITY);
  return openSession(tokenFolder, { token: token.id }, token, { now, expiresAt });
}

/** The same for somebody whom a provider vouched for. */
export const openPersonSession = (tokenFolder: string, person: Person, now: number): Promise<OpenedSession> =>
  openSession(tokenFolder, { person }, tokenOf(person, now), { now, expiresAt: now + lifeMs });

/** What a cookie holds, and what belongs to it. */
export interface OpenedSession {
  readonly cookie: string;
  readonly maxAgeSeconds: number;
  readonly session: BrowserSession;
}

/** Nobody holds it: it says what a person may do. */
const tokenOf = ({ name, role, subject }: Person, now: number): AccessToken => ({
  id: `person ${subject}`,
  name,
  role,
  createdAt: now,
  expiresAt: null,
  lastUsedAt: now,
});

async function openSession(
  tokenFolder: string,
  whose: { readonly token: string } | { readonly person: Person },
  token: AccessToken,
  { now, expiresAt }: { readonly now: number; readonly expiresAt: number },
): Promise<OpenedSession> {
  const folder = folderOf(tokenFolder);
  await ownStateFolder(dirname(folder));
  await ownStateFolder(folder);
  await forgetExpired(folder, now);
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const content = { version: 1, ...whose, hash: hashOf(secret).toString('base64url'), expiresAt };
  const file = join(folder, `${id}.json`);
  await writeFile(`${file}.unfinished`, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(`${file}.unfinished`, file);
  return {
    cookie: `${id}.${secret}`,
    maxAgeSeconds: Math.floor((expiresAt - now) / 1000),
    session: { token, csrf: csrfOf(secret), expiresAt },
  };
}

/**
 * The session of a cookie. `null`: there is none, it has ended, its token is revoked or has expired, or its provider is no longer
 * the one of this service. `issuer`: that provider; `null`: people sign in with tokens alone.
 */
export async function findSession(
  tokenFolder: string,
  cookie: string,
  { now, issuer }: { readonly now: number; readonly issuer: string | null },
): Promise<BrowserSession | null> {
  const [, id = '', secret = ''] = cookiePattern.exec(cookie) ?? [];
  if (id === '') return null;
  const stored = await readSession(join(folderOf(tokenFolder), `${id}.json`));
  const hash = hashOf(secret);
  const known = Buffer.from(stored?.hash ?? '', 'base64url');
  if (stored === null || known.length !== hash.length || !timingSafeEqual(known, hash)) return null;
  if (stored.expiresAt <= now) return null;
  const token = await rightsOf(tokenFolder, stored, { now, issuer });
  return token && { token, csrf: csrfOf(secret), expiresAt: stored.expiresAt };
}

async function rightsOf(
  tokenFolder: string,
  stored: z.output<typeof fileSchema>,
  { now, issuer }: { readonly now: number; readonly issuer: string | null },
): Promise<AccessToken | null> {
  if ('token' in stored) return tokenById(tokenFolder, stored.token, now);
  return stored.person.issuer === issuer ? tokenOf(stored.person, stored.expiresAt - lifeMs) : null;
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
