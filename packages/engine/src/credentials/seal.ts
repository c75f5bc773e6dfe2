import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM with a nonce of 12 random bytes and a tag of 16. */
const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/**
 * Encrypts a text so that it opens with the key, and in its place alone: `place` (table, row, key) is authenticated with it, so that a
 * ciphertext that is moved to another row is refused. `NONCE.CIPHERTEXT` in base64url.
 */
export function seal(key: Buffer, place: readonly string[], text: string): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(placeBytes(place));
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${nonce.toString('base64url')}.${encrypted.toString('base64url')}`;
}

/** `null`: it was sealed with another key, for another place, or has been changed. */
export function unseal(key: Buffer, place: readonly string[], sealed: string): string | null {
  const [nonce, encrypted] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (nonce?.length !== nonceLength || encrypted === undefined || encrypted.length < tagLength) return null;
  try {
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength });
    decipher.setAAD(placeBytes(place));
    decipher.setAuthTag(encrypted.subarray(-tagLength));
    return Buffer.concat([decipher.update(encrypted.subarray(0, -tagLength)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** As JSON, so that no two lists of texts are the same bytes. */
const placeBytes = (place: readonly string[]): Buffer => Buffer.from(JSON.stringify(place), 'utf8');
