import type { CanonicalValue } from '@linkwright/core';

/** 128 random bits as text: unique per attempt at a record. */
export function newWriteId(random: () => number): string {
  let text = 'lw-';
  for (let part = 0; part < 4; part += 1) {
    const bits = Math.floor(random() * 2 ** 32);
    for (let shift = 24; shift >= 0; shift -= 8) text += hexadecimal[(bits >>> shift) & 255];
  }
  return text;
}

/** Of each byte. A number of 32 bits takes five times as long to be written out by itself. */
const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The write id that a field holds. Empty: it holds something else, or nothing. */
export const writeIdIn = (value: CanonicalValue | undefined): string =>
  typeof value === 'string' && /^lw-[0-9a-f]{32}$/.test(value.trim()) ? value.trim() : '';
