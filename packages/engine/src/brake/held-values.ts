import { isBlank } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import type { Database } from '../store/database.ts';
import { linkPages } from '../store/links.ts';
import type { Side } from '../store/side.ts';

export interface HeldField {
  readonly mapping: CompiledFieldMapping;
  readonly side: Side;
  /** It does not matter how many more there are. */
  readonly enough: number;
}

const pageSize = 1000;

/** In how many linked pairs each of these fields held something at the last successful sync; in the order of the request. */
export async function countHeld(
  database: Kysely<Database>,
  pair: number,
  fields: readonly HeldField[],
): Promise<readonly number[]> {
  const held = fields.map(() => 0);
  const isEnough = (): boolean => fields.every(({ enough }, index) => (held[index] ?? 0) >= enough);
  if (isEnough()) return held;
  for await (const links of linkPages(database, pair, pageSize)) {
    for (const [index, { mapping, side }] of fields.entries()) {
      const filled = links.filter(({ base }) => {
        const halves = base[mapping.key];
        return halves !== undefined && !isBlank(mapping[side], halves[side === 'left' ? 0 : 1]);
      });
      held[index] = (held[index] ?? 0) + filled.length;
    }
    if (isEnough()) break;
  }
  return held;
}
