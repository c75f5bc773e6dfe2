import type { EveryDocument, PlanDocument } from '../operations/documents/document-parts.ts';
import { formatNumber } from '../output/format-number.ts';
import { tellDuration } from '../output/tell-duration.ts';
import { visible } from '../output/visible.ts';

export interface NeededCalls {
  /** In a month in which nothing changes. */
  readonly callsPerMonth: number;
  /** The same where a service runs the syncs. */
  readonly servedPerMonth: number;
  /** How often the syncs run. `null`: there is none. */
  readonly every: EveryDocument | null;
  readonly plans: readonly PlanDocument[];
}

/** `about 9,000 calls a month at every 10 min, 5,000 by a service; a workspace has 1,000 a month (Free), 100,000 (Team)` */
export function tellNeededCalls({ callsPerMonth, servedPerMonth, every, plans }: NeededCalls): string {
  const turns = every === null ? '' : ` at every ${tellEvery(every)}`;
  const served = servedPerMonth === callsPerMonth ? '' : `, ${formatNumber(servedPerMonth)} by a service`;
  const needed = `about ${formatNumber(callsPerMonth)} calls a month${turns}${served}`;
  return plans.length === 0 ? needed : `${needed}; ${tellPlans(plans)}`;
}

function tellEvery({ shortestMs, longestMs }: EveryDocument): string {
  const shortest = tellDuration(shortestMs);
  return shortestMs === longestMs ? shortest : `${shortest} to ${tellDuration(longestMs)}`;
}

/** Plans that count alike stand together: what is counted, and when, is said of the first. */
function tellPlans(plans: readonly PlanDocument[]): string {
  let before = '';
  const told = plans.map(({ name, calls, per, of }) => {
    const counted = `${of} ${per}`;
    const isAlike = counted === before;
    before = counted;
    const count = formatNumber(calls);
    return isAlike ? `${count} (${visible(name)})` : `${visible(of)} has ${count} a ${per} (${visible(name)})`;
  });
  return told.join(', ');
}
