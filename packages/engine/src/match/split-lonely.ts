import type { PairPlan } from '../context/cycle-context.ts';
import { admitCreate, outsideOnceCreated } from '../filter/admit-records.ts';
import type { Hold } from '../store/holds.ts';
import { otherSide } from '../store/side.ts';
import type { Unlinked } from './load-chunk.ts';
import type { ChunkMatches } from './match-chunk.ts';

/** Which of the records without a partner get one by being created, and why the others do not. */
export function splitLonely(
  plan: PairPlan,
  siblings: readonly PairPlan[],
  lonely: ChunkMatches<Unlinked>['lonely'],
): { readonly creates: readonly Unlinked[]; readonly holds: readonly Hold[] } {
  const creates: Unlinked[] = [];
  const holds: Hold[] = [];
  for (const record of lonely) {
    const { side, observation, keyless } = record;
    const to = otherSide(side);
    const target = plan.sync[to].displayName;
    const admission = admitCreate(siblings, plan, record);
    if (admission === 'leave') continue;
    if (admission !== 'admitted') holds.push(admission);
    else if (keyless && hasUnreadableKey(plan, record)) {
      const text = 'its match key could not be read, so it could not be recognized on the other side';
      holds.push({ side, id: observation.id, reason: 'keyless', detail: { text, records: [] } });
    } else if (keyless && plan.sync.keyless === 'exclude') {
      const text = 'it has no match key, so it could not be recognized on the other side';
      holds.push({ side, id: observation.id, reason: 'keyless', detail: { text, records: [] } });
    } else if (!plan.sync.createOn[to]) {
      const text = `nothing is created in ${target}`;
      holds.push({ side, id: observation.id, reason: 'not-created', detail: { text, records: [] } });
    } else {
      const outside = outsideOnceCreated(plan, record);
      if (outside) holds.push(outside);
      else creates.push(record);
    }
  }
  return { creates, holds };
}

/** A key that nobody can see is there all the same: without it, a copy would be made of what stands on the other side. */
const hasUnreadableKey = ({ sync }: PairPlan, { side, observation }: Unlinked): boolean =>
  sync.matchKeys.some(({ parts }) => parts.some((part) => observation.fields[part[side]] === undefined));
