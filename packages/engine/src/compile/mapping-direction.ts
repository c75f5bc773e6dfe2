import type { Direction, Winner } from '@linkwright/core';
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

/**
 * In one direction the source decides; in both, the conflict rule of the field, else of the sync. Where an app does not say
 * when a record was edited there is no newest, and somebody has to decide.
 */
export function winnerOf(sync: ResolvedSync, names: readonly string[], direction: Direction): Winner {
  if (direction === 'left-to-right') return 'left';
  if (direction === 'right-to-left') return 'right';
  const own = names.map((name) => sync.settings.conflicts.fields[name]).find((winner) => winner !== undefined);
  const winner = own ?? sync.settings.conflicts.winner;
  return winner === 'newest' && untimedEnds(sync).length > 0 ? 'review' : winner;
}

/** What the apps are called that do not say when a record was edited. */
export const untimedEnds = ({ left, right }: ResolvedSync): readonly string[] =>
  [...new Set([left, right].filter(({ capabilities }) => capabilities.modificationTimes !== true))].map(
    ({ displayName }) => displayName,
  );
