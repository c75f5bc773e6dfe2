import type { CycleContext } from '../context/cycle-context.ts';
import type { Link } from '../store/links.ts';
import { loadStandings } from './load-standings.ts';
import { type Standing, takesPart } from './standing.ts';

/** Why nothing may be added to or removed from the edges of these links, by link. */
export type BlockedLinks = ReadonlyMap<number, string>;

/** Target links whose records a filter has frozen, or is about to unlink: edges to them stay as they are. */
export function blockedLinks(standings: ReadonlyMap<number, Standing>): BlockedLinks {
  const blocked = new Map<number, string>();
  for (const [link, standing] of standings) {
    if (takesPart(standing)) continue;
    const { name } = standing.owner.sync;
    blocked.set(link, `its target is left alone in ${name}: ${standing.faults.map(({ text }) => text).join('; ')}`);
  }
  return blocked;
}

/** How the targets of one association stand to the filters of their pair. */
export const targetStandings = (
  context: Pick<CycleContext, 'store' | 'siblings'>,
  target: { readonly pair: number },
  links: readonly Link[],
): Promise<ReadonlyMap<number, Standing>> => loadStandings(context, context.siblings.get(target.pair) ?? [], links);
