import { isBlank } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import type { Database } from '../store/database.ts';
import { basePages, type Link } from '../store/links.ts';
import type { Side } from '../store/side.ts';

export interface HeldField {
  readonly mapping: CompiledFieldMapping;
  readonly side: Side;
  /** It does not matter how many more there are. */
  readonly enough: number;
}

/** A page of links is no longer than what is still wanted of them, nor than this. */
const longestPage = 1000;

/**
 * In how many linked pairs each of these fields held something at the last successful sync; in the order of the request.
 * `known`: links that need not be read for that.
 */
export async function countHeld(
  database: Kysely<Database>,
  pair: number,
  fields: readonly HeldField[],
  known: readonly Pick<Link, 'id' | 'base'>[],
): Promise<readonly number[]> {
  const held = fields.map(() => 0);
  const wanted = (): number => Math.max(0, ...fields.map(({ enough }, index) => enough - (held[index] ?? 0)));
  const count = (links: readonly Pick<Link, 'base'>[]): void => {
    for (const [index, { mapping, side }] of fields.entries()) {
      const filled = links.filter(({ base }) => {
        const halves = base[mapping.key];
        return halves !== undefined && !isBlank(mapping[side], halves[side === 'left' ? 0 : 1]);
      });
      held[index] = (held[index] ?? 0) + filled.length;
    }
  };
  if (wanted() > 0) count(known);
  if (wanted() <= 0) return held;
  const counted = new Set(known.map(({ id }) => id));
  for await (const links of basePages(database, pair, () =>
    Math.min(longestPage, Math.ceil(wanted()) + counted.size),
  )) {
    count(links.filter(({ id }) => !counted.has(id)));
    if (wanted() <= 0) break;
  }
  return held;
}
