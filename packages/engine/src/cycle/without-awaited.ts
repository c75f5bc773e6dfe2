import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { Unlinked } from '../match/load-chunk.ts';
import type { DirtyRecord } from '../store/dirty.ts';
import type { Hold } from '../store/holds.ts';
import { loadIntents } from '../store/intents.ts';
import { otherSide } from '../store/side.ts';
import { couldAnswer } from './could-answer.ts';

/**
 * While nobody knows what became of a create, its origin is not matched and not created again, and no record that could
 * be its answer is created on the other side.
 */
export async function withoutAwaited(
  context: CycleContext,
  plan: PairPlan,
  unlinked: readonly Unlinked[],
): Promise<{
  readonly free: readonly Unlinked[];
  readonly awaiting: readonly DirtyRecord[];
  readonly holds: readonly Hold[];
}> {
  const intents = await loadIntents(context.store.database, plan.pair);
  if (intents.length === 0) return { free: unlinked, awaiting: [], holds: [] };
  const origins = new Set(intents.map((intent) => `${otherSide(intent.side)} ${intent.origin}`));
  const free: Unlinked[] = [];
  const awaiting: DirtyRecord[] = [];
  const holds: Hold[] = [];
  for (const record of unlinked) {
    const { side, observation, marks } = record;
    const { id } = observation;
    const intent = intents.find(
      (one) => one.side === side && couldAnswer(plan, one, observation, context.normalizers) !== 'no',
    );
    if (origins.has(`${side} ${id}`)) {
      // Looked for and not found out in this cycle: it waits for the next one, or for a person.
      if (intents.some((one) => one.origin === id && context.reviewed.has(one.writeId)))
        awaiting.push({ side, id, number: observation.number, marks });
    } else if (intent) {
      const text = 'it could be what a create that was not answered has made';
      const records = [{ side: otherSide(side), id: intent.origin }];
      holds.push({ side, id, reason: 'in-review', detail: { text, records } });
    } else free.push(record);
  }
  return { free, awaiting, holds };
}
