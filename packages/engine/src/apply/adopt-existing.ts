import type { WriteOutcome } from '@linkwright/core';
import { reportFailure } from '../context/report-records.ts';
import { admitMatch } from '../filter/admit-records.ts';
import { addLinks } from '../store/change-links.ts';
import { markDirty } from '../store/dirty.ts';
import { wakeSourcesOf } from '../store/edges.ts';
import { type Failure, putFailures } from '../store/failures.ts';
import { loadIntents } from '../store/intents.ts';
import { linksByRecord } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import type { Side } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';
import { observationOf, originOf, type Progress } from './chunk-item.ts';
import { taken } from './refusals.ts';
import { mayBeFreed } from './taken-values.ts';

/** Creates met records that were there: the two are linked and merged, unless the record has a partner already. */
export async function adoptExisting(
  chunk: ChunkContext,
  side: Side,
  batch: readonly Progress[],
  outcomes: readonly WriteOutcome[],
): Promise<void> {
  const { context, plan } = chunk;
  if (!outcomes.some(({ kind }) => kind === 'exists')) return;
  const met = outcomes.flatMap((outcome, index) => {
    const entry = batch[index];
    const adopts = entry?.item.kind === 'create' && outcome.kind === 'exists' && outcome.id !== null;
    return adopts ? [{ entry, existing: outcome.id }] : [];
  });
  if (met.length === 0) return;
  const at = context.clock.now();
  const failures = await context.store.transaction(async (database) => {
    const found: Failure[] = [];
    const intents = await loadIntents(database, plan.pair);
    for (const { entry, existing } of met) {
      // Gone between the app's answer and the read that followed: the create is tried again.
      const observed = (await loadObservations(database, plan[side].object, [existing])).get(existing);
      if (!observed || observed.gone) continue;
      const origin = originOf(entry.item, side);
      // A create of another record is under way that may have made it: whose it is shows when that is settled.
      if (intents.some((one) => one.side === side && one.origin !== origin.id && observed.number > one.lastRecord))
        continue;
      const links = await linksByRecord(database, plan.pair, side, [existing]);
      const made = observationOf(entry.item, origin.side);
      const siblings = context.siblings.get(plan.pair) ?? [plan];
      const admitted =
        made !== null && admitMatch(siblings, plan, { side: origin.side, observation: made }, observed) === 'admitted';
      if (links.size > 0 && (await mayBeFreed(chunk, database, side, entry, existing))) continue;
      if (links.size > 0 || !admitted) {
        found.push(taken(chunk, side, entry, existing));
        entry.failedOn.add(side);
        entry.again = false;
        continue;
      }
      const ends = side === 'left' ? { left: existing, right: origin.id } : { left: origin.id, right: existing };
      await addLinks(database, plan.pair, [{ ...ends, reason: 'existing', base: {} }], at);
      await wakeSourcesOf(database, plan, [ends]);
      await markDirty(database, plan.pair, origin.side, [origin.id]);
      chunk.tally.linked += 1;
    }
    await putFailures(database, plan.pair, found, at);
    return found;
  });
  for (const failure of failures) await reportFailure(context, plan, failure);
}
