import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Link } from './links.ts';
import { loadObservations, type Observation } from './observations.ts';
import type { Side } from './side.ts';

/** A link with what both apps showed last. `null`: the record was never seen. */
export interface Twins {
  readonly link: Link;
  readonly left: Observation | null;
  readonly right: Observation | null;
}

/** In the order of the links. */
export async function loadTwins(
  database: Kysely<Database>,
  ends: Readonly<Record<Side, { readonly object: number }>>,
  links: readonly Link[],
): Promise<readonly Twins[]> {
  const load = (side: Side) =>
    loadObservations(
      database,
      ends[side].object,
      links.map((link) => link[side]),
    );
  const left = await load('left');
  const right = await load('right');
  return links.map((link) => ({
    link,
    left: left.get(link.left) ?? null,
    right: right.get(link.right) ?? null,
  }));
}
