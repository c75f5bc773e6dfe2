import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigurationError } from '@linkwright/core';

/** 32 bytes that never lie beside what they encrypt: they wrap the data keys of a state. */
export interface MasterKey {
  readonly bytes: Buffer;
  /** Of its hash, to tell keys apart by without showing them. */
  readonly fingerprint: string;
  /** Where it came from, for people: `LINKWRIGHT_KEY`. */
  readonly source: string;
}

const length = 32;

/** A key to be kept somewhere, in base64. */
export const makeMasterKey = (): string => randomBytes(length).toString('base64');

/**
 * The key that `NAME` holds, or the file that `NAME_FILE` names. `null`: neither is set.
 * Throws a `ConfigurationError` (`key-invalid`, `key-unreadable`) that never shows it.
 */
export async function readMasterKey(
  environment: Readonly<Record<string, string | undefined>>,
  name = 'LINKWRIGHT_KEY',
): Promise<MasterKey | null> {
  const text = environment[name] || undefined;
  const file = environment[`${name}_FILE`] || undefined;
  if (text !== undefined && file !== undefined) {
    throw new ConfigurationError(`Both ${name} and ${name}_FILE are set.`, {
      code: 'key-invalid',
      remedy: 'Set one of them.',
    });
  }
  if (text !== undefined) return parseMasterKey(text, name);
  if (file === undefined) return null;
  return parseMasterKey(await readKeyFile(file, `${name}_FILE`), `${name}_FILE`);
}

/** 32 bytes in base64, base64url or hexadecimal. */
export function parseMasterKey(text: string, source: string): MasterKey {
  const bytes = bytesOf(text.trim());
  if (bytes === null) {
    throw new ConfigurationError(`${source} holds no key: expected are 32 bytes in base64.`, {
      code: 'key-invalid',
      remedy: 'linkwright keys init makes one.',
    });
  }
  const fingerprint = createHash('sha256').update('linkwright key').update(bytes).digest('hex').slice(0, 12);
  return { bytes, fingerprint, source };
}

function bytesOf(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[\w+/-]{43}=?$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length ? bytes : null;
}

async function readKeyFile(file: string, source: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(`The file that ${source} names cannot be read.`, {
      code: 'key-unreadable',
      cause,
      remedy: 'Check that it is there, and who may read it.',
    });
  }
}
