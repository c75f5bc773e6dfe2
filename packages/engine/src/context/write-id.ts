import type { CanonicalValue } from '@linkwright/core';

/** 128 random bits as text: unique per attempt at a record. */
export function newWriteId(random: () => number): string {
  const part = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return `lw-${part()}${part()}${part()}${part()}`;
}

/** The write id that a field holds. Empty: it holds something else, or nothing. */
export const writeIdIn = (value: CanonicalValue | undefined): string =>
  typeof value === 'string' && /^lw-[0-9a-f]{32}$/.test(value.trim()) ? value.trim() : '';
