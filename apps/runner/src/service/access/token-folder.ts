import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { z } from 'zod';
import { ownStateFolder } from '../../session/own-state-folder.ts';
import { roles } from './roles.ts';

const fileSchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  /** SHA-256 of the token, in base64url: 32 random bytes need no slow hash. */
  hash: z.string(),
  /** Milliseconds since 1970, UTC. */
  createdAt: z.number(),
  /** `null`: never. */
  expiresAt: z.number().nullable(),
});

/** A token as it may be shown: not itself, and not its hash. */
export interface AccessToken extends Omit<z.output<typeof fileSchema>, 'version' | 'hash'> {
  /** To the minute. `null`: never used. */
  readonly lastUsedAt: number | null;
}

export interface TokenToCreate extends Pick<AccessToken, 'name' | 'role' | 'expiresAt'> {
  readonly now: number;
}

/** A use is noted at most once in so many milliseconds. */
const noteUseEveryMs = 60_000;

const idPattern = /^[0-9a-f]{8}$/;

/** `lwt_` and 32 random bytes: found by scanners for secrets, and guessed by nobody. */
const tokenPattern = /^lwt_[\w-]{43}$/;

/**
 * Where the tokens of a service lie: in the folder that `LINKWRIGHT_SERVICE_FOLDER` names, else in one beside the first of its
 * places. Throws a `ConfigurationError` (`workspace-not-found`) where that place is not there.
 */
export async function tokenFolderOf(
  { directory, environment }: { readonly directory: string; readonly environment: Readonly<NodeJS.ProcessEnv> },
  places: readonly string[],
): Promise<string> {
  if (environment.LINKWRIGHT_SERVICE_FOLDER) {
    return join(resolve(directory, environment.LINKWRIGHT_SERVICE_FOLDER), 'tokens');
  }
  const place = resolve(directory, places[0] ?? '.');
  const about = await stat(place).catch(() => null);
  if (about === null) {
    throw new ConfigurationError(`There is no ${places[0] ?? '.'}.`, {
      code: 'workspace-not-found',
      remedy: 'Name the same places as with linkwright start.',
    });
  }
  return join(about.isFile() ? dirname(place) : place, '.linkwright-service', 'tokens');
}

/** Makes a token. It is told here and nowhere else: the folder holds its hash. */
export async function createToken(
  folder: string,
  { name, role, expiresAt, now }: TokenToCreate,
): Promise<{ readonly token: string; readonly about: AccessToken }> {
  await ownStateFolder(dirname(folder));
  await ownStateFolder(folder);
  const token = `lwt_${randomBytes(32).toString('base64url')}`;
  const about = { id: randomBytes(4).toString('hex'), name, role, createdAt: now, expiresAt };
  const file = join(folder, `${about.id}.json`);
  const unfinished = `${file}.unfinished`;
  const content = { version: 1, ...about, hash: hashOf(token).toString('base64url') };
  await writeFile(unfinished, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  await utimes(unfinished, 0, 0);
  await rename(unfinished, file);
  return { token, about: { ...about, lastUsedAt: null } };
}

/** In the order in which they were made, also those that have expired. Throws a `ConfigurationError` (`token-unreadable`). */
export async function listTokens(folder: string): Promise<readonly AccessToken[]> {
  return (await readTokens(folder)).map(({ hash: _hash, version: _version, ...about }) => about);
}

/** From here on it opens nothing. False: there is no such token. */
export async function revokeToken(folder: string, id: string): Promise<boolean> {
  if (!idPattern.test(id)) return false;
  try {
    await rm(join(folder, `${id}.json`));
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** The token that was shown, if it is one of the folder and has not expired. Every stored hash is compared, in constant time. */
export async function findToken(folder: string, shown: string, now: number): Promise<AccessToken | null> {
  if (!tokenPattern.test(shown)) return null;
  const hash = hashOf(shown);
  let found: StoredToken | null = null;
  for (const one of await readTokens(folder)) {
    const stored = Buffer.from(one.hash, 'base64url');
    if (stored.length === hash.length && timingSafeEqual(stored, hash)) found = one;
  }
  if (found === null || (found.expiresAt !== null && found.expiresAt <= now)) return null;
  if (now - (found.lastUsedAt ?? 0) >= noteUseEveryMs) {
    // The time of the file, not its text: one that is revoked meanwhile must not come back by being written again.
    await utimes(join(folder, `${found.id}.json`), now / 1000, now / 1000).catch(() => undefined);
  }
  const { hash: _hash, version: _version, ...about } = found;
  return about;
}

/** A token that opens something, by its id. `null`: it is revoked, or has expired. */
export async function tokenById(folder: string, id: string, now: number): Promise<AccessToken | null> {
  if (!idPattern.test(id)) return null;
  const found = await readToken(join(folder, `${id}.json`));
  if (found === null || (found.expiresAt !== null && found.expiresAt <= now)) return null;
  const { hash: _hash, version: _version, ...about } = found;
  return about;
}

type StoredToken = z.output<typeof fileSchema> & Pick<AccessToken, 'lastUsedAt'>;

async function readTokens(folder: string): Promise<readonly StoredToken[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  const found = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readToken(join(folder, name))),
  );
  return found.filter((one) => one !== null).sort((a, b) => a.createdAt - b.createdAt);
}

/** `null`: it has been revoked meanwhile. */
async function readToken(file: string): Promise<StoredToken | null> {
  try {
    const text = await readFile(file, 'utf8');
    const { mtimeMs } = await stat(file);
    return { ...fileSchema.parse(JSON.parse(text)), lastUsedAt: mtimeMs === 0 ? null : mtimeMs };
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw new ConfigurationError(`${file} is no token that can be read.`, {
      code: 'token-unreadable',
      cause,
      remedy: 'Remove the file, and make another token: linkwright token create.',
    });
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const isAbsent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
