import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ownStateFolder } from '../../session/own-state-folder.ts';
import { type AccessToken, createToken, listTokens } from './token-folder.ts';

/** A day: whoever starts a service and goes home finds it open to nobody. */
const lifeMs = 24 * 3_600_000;

const fileOf = (tokenFolder: string): string => join(dirname(tokenFolder), 'first-admin');

/**
 * Where nobody is an admin yet, a token that makes one, once, lies in a file that its owner alone can read. `null`: there is an
 * admin already.
 */
export async function offerFirstAdmin(
  tokenFolder: string,
  now: number,
): Promise<{ readonly file: string; readonly token: string } | null> {
  const file = fileOf(tokenFolder);
  const admins = (await listTokens(tokenFolder)).filter(
    ({ role, expiresAt }) => role === 'admin' && (expiresAt === null || expiresAt > now),
  );
  if (admins.length > 0) {
    await rm(file, { force: true });
    return null;
  }
  const token = `lws_${randomBytes(32).toString('base64url')}`;
  await ownStateFolder(dirname(file));
  const unfinished = `${file}.${process.pid}.unfinished`;
  await writeFile(unfinished, `${token}\n`, { mode: 0o600 });
  await utimes(unfinished, now / 1000, now / 1000);
  await rename(unfinished, file);
  return { file, token };
}

/** May a first admin still be made? */
export async function isFirstAdminOffered(tokenFolder: string, now: number): Promise<boolean> {
  const about = await stat(fileOf(tokenFolder)).catch(() => null);
  return about !== null && now - about.mtimeMs < lifeMs;
}

/** Makes the first admin. Of any number that try at once one does. `null`: the token is not right, too old, or used. */
export async function makeFirstAdmin(
  tokenFolder: string,
  { token, name, now }: { readonly token: string; readonly name: string; readonly now: number },
): Promise<{ readonly token: string; readonly about: AccessToken } | null> {
  const file = fileOf(tokenFolder);
  if (!(await isFirstAdminOffered(tokenFolder, now))) return null;
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known === null || !timingSafeEqual(hashOf(known.trim()), hashOf(token))) return null;
  const taken = `${file}.${randomBytes(8).toString('hex')}.used`;
  try {
    // A file is moved once, however many try.
    await rename(file, taken);
  } catch {
    return null;
  }
  try {
    return await createToken(tokenFolder, { name, role: 'admin', expiresAt: null, now });
  } finally {
    await rm(taken, { force: true });
  }
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
