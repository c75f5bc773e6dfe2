import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from '@linkwright/core';

/** Who runs the command. Absent where the system knows no such numbers (Windows). */
export interface Owner {
  readonly userId: number;
  /** Of whoever has called `sudo`: their files are theirs also when they work as the administrator. */
  readonly calledBy?: number;
}

export function currentOwner(environment: Readonly<Record<string, string | undefined>> = process.env): Owner | null {
  const userId = process.getuid?.();
  if (userId === undefined) return null;
  const caller = Number(environment.SUDO_UID ?? '');
  return userId === 0 && Number.isInteger(caller) && caller > 0 ? { userId, calledBy: caller } : { userId };
}

/**
 * A configuration names packages whose code runs with the rights of whoever types the command. One that was found, not named,
 * has to be theirs, as has the folder that packages are loaded from: in a folder that everybody may write to, anybody could
 * have left it. Folders of the system are nobody's trap.
 * Throws a `ConfigurationError` (`configuration-of-another-owner`).
 */
export async function refuseStrangersFile(file: string, owner: Owner | null): Promise<void> {
  if (owner === null) return;
  const mine = [owner.userId, owner.calledBy];
  const [ofFile, ofFolder] = await Promise.all([stat(file), stat(dirname(file))]);
  if (mine.includes(ofFile.uid) && [...mine, 0].includes(ofFolder.uid)) return;
  throw new ConfigurationError(`${file} was found, but it or its folder belongs to another user.`, {
    code: 'configuration-of-another-owner',
    remedy: `If you trust it and the connectors beside it, name it: linkwright … -c ${file}`,
  });
}
