import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { loadClaims } from '../store/claims.ts';
import type { Link } from '../store/links.ts';
import { loadTwins } from '../store/load-twins.ts';
import type { Side } from '../store/side.ts';
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
  const twins = await loadTwins(database, links);
  const isShared = siblings.length > 1;
  const claimsOf = (side: Side) =>
    loadClaims(
      database,
      lead.pair,
      side,
      links.map((link) => link[side]),
    );
  const claims = isShared ? await claimsOf('left') : new Map<string, string>();
  // A twin that was created has no claim of its own until its link is looked at; that of its origin counts.
  const origins = isShared ? await claimsOf('right') : new Map<string, string>();
  for (const { link, left, right } of twins) {
    if (!left || !right) continue;
    standings.set(
      link.id,
      standingOf(
        siblings,
        { left: left.fields, right: right.fields },
        claims.get(link.left) ?? origins.get(link.right),
      ),
    );
  }
  return standings;
}
