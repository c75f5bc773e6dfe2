import type { Clock } from '@linkwright/core';

/** Begins with the moment, so that ids sort as the runs began. */
export function newRunId(clock: Clock, random: () => number): string {
  const stamp = new Date(clock.now())
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  return `${stamp}-${Math.floor(random() * 2 ** 24)
    .toString(16)
    .padStart(6, '0')}`;
}
