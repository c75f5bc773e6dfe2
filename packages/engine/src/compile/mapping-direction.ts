import type { Direction } from '@linkwright/core';
import type { Side } from '../store/side.ts';
import type { Problem } from './problem.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** A mapping's direction narrows its sync's, never widens it. */
export function mappingDirection(
  sync: ResolvedSync,
  own: Direction | undefined,
  path: readonly (string | number)[],
  problems: Problem[],
): Direction | null {
  const whole = sync.settings.direction;
  if (own === undefined || own === whole) return whole;
  if (whole === 'two-way') return own;
  problems.push({
    code: 'direction-impossible',
    path: [...path, 'direction'],
    message: `This mapping goes ${own}, but its sync goes ${whole} only.`,
    remedy: `Leave the direction out, or make the sync two-way.`,
  });
  return null;
}

/** In one direction the source decides; in both, the conflict rule of the field, else of the sync. */
export function winnerOf(sync: ResolvedSync, names: readonly string[], direction: Direction): Side {
  if (direction === 'left-to-right') return 'left';
  if (direction === 'right-to-left') return 'right';
  const own = names.map((name) => sync.settings.conflicts.fields[name]).find((winner) => winner !== undefined);
  return own ?? sync.settings.conflicts.winner;
}
