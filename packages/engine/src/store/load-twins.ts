import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Link } from './links.ts';
import { type Observation, observationsByNumber } from './observations.ts';

/** A link with what both apps showed last. `null`: the record was never seen. */
export interface Twins {
  readonly link: Link;
  readonly left: Observation | null;
  readonly right: Observation | null;
}

/** In the order of the links. */
export async function loadTwins(database: Kysely<Database>, links: readonly Link[]): Promise<readonly Twins[]> {
  const numbers = links.flatMap((link) => [link.numbers.left, link.numbers.right]);
  const observations = await observationsByNumber(database, numbers);
  return links.map((link) => ({
    link,
    left: observations.get(link.numbers.left) ?? null,
    right: observations.get(link.numbers.right) ?? null,
  }));
}
