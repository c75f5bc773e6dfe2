import type { CycleContext, PairPlan } from '../cycle/cycle-context.ts';
import { loadClaims } from '../store/claims.ts';
import type { Link } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { isFiltered, type Standing, standingOf } from './standing.ts';

/** How links stand to the filters of their pair, by link. A link with an end that was never seen is absent. */
export async function loadStandings(
  { store: { database } }: Pick<CycleContext, 'store'>,
  siblings: readonly PairPlan[],
  links: readonly Link[],
): Promise<ReadonlyMap<number, Standing>> {
  const standings = new Map<number, Standing>();
  const [lead] = siblings;
  if (!lead || links.length === 0) return standings;
  if (!isFiltered(siblings)) {
    for (const link of links) standings.set(link.id, { owner: lead, kind: 'in', faults: [] });
    return standings;
  }
  const [lefts, rights] = [links.map((link) => link.left), links.map((link) => link.right)];
  const left = await loadObservations(database, lead.left.object, lefts);
  const right = await loadObservations(database, lead.right.object, rights);
  const isShared = siblings.length > 1;
  const claims = isShared ? await loadClaims(database, lead.pair, 'left', lefts) : new Map<string, string>();
  // A twin that was created has no claim of its own until its link is looked at; that of its origin counts.
  const origins = isShared ? await loadClaims(database, lead.pair, 'right', rights) : new Map<string, string>();
  for (const link of links) {
    const ends = { left: left.get(link.left)?.fields, right: right.get(link.right)?.fields };
    if (!ends.left || !ends.right) continue;
    standings.set(
      link.id,
      standingOf(siblings, { left: ends.left, right: ends.right }, claims.get(link.left) ?? origins.get(link.right)),
    );
  }
  return standings;
}
