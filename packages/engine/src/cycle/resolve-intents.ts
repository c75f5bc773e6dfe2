import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { baseOfAnswer } from '../merge/merge-fields.ts';
import { addLinks } from '../store/change-links.ts';
import { markDirty } from '../store/dirty.ts';
import { wakeSourcesOf } from '../store/edges.ts';
import { putHolds } from '../store/holds.ts';
import { closeIntent, type Intent, loadIntents } from '../store/intents.ts';
import { linksByRecord } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { otherSide, sides } from '../store/side.ts';
import { type Candidates, findAnswers } from './find-answers.ts';

/**
 * Creates whose answer nobody saw: the record is looked for by a consistent read before anything is created again.
 *
 * Exactly one unlinked record that is the answer is adopted; none, proven, lets the next pass create it; several, or
 * one that only resembles it, are held for review. A look-up that lags is believed for what it shows, once it must show
 * it, and never for absence: then the whole object is read.
 */
export async function resolveIntents(context: CycleContext, plan: PairPlan): Promise<void> {
  for (const side of sides) {
    const intents = (await loadIntents(context.store.database, plan.pair)).filter(
      (intent) => intent.side === side && !context.reviewed.has(intent.writeId),
    );
    if (intents.length === 0) continue;
    const found = await findAnswers(context, plan, side, intents);
    for (const intent of intents) {
      await resolve(context, plan, intent, found.get(intent.writeId) ?? { sure: [], likely: [] });
    }
  }
}

async function resolve(context: CycleContext, plan: PairPlan, intent: Intent, candidates: Candidates): Promise<void> {
  const origin = otherSide(intent.side);
  await context.store.transaction(async (database) => {
    const linkedOrigin = await linksByRecord(database, plan.pair, origin, [intent.origin]);
    const all = [...candidates.sure, ...candidates.likely];
    const linked = await linksByRecord(database, plan.pair, intent.side, all);
    const free = linkedOrigin.size > 0 ? [] : all.filter((id) => !linked.has(id));
    const sure = free.filter((id) => candidates.sure.includes(id));
    const [answer] = sure;
    if (sure.length > 1 || (answer === undefined && free.length > 0)) {
      const text = `its create was not answered, and ${free.length === 1 ? 'a record' : `${free.length} records`} could be it`;
      const records = free.map((id) => ({ side: intent.side, id }));
      const hold = { side: origin, id: intent.origin, reason: 'in-review' as const, detail: { text, records } };
      await putHolds(database, plan.pair, [hold], context.clock.now());
      context.reviewed.add(intent.writeId);
      return;
    }
    if (answer !== undefined) {
      const ends = origin === 'left' ? { left: intent.origin, right: answer } : { left: answer, right: intent.origin };
      const shown = (await loadObservations(database, plan[intent.side].object, [answer])).get(answer)?.fields ?? {};
      const held =
        (await loadObservations(database, plan[origin].object, [intent.origin])).get(intent.origin)?.fields ?? {};
      const base = baseOfAnswer(plan.sync.fields, intent.side, { origin: held, sent: intent.fields, shown });
      await addLinks(database, plan.pair, [{ ...ends, reason: 'adopted', base }], context.clock.now());
      await wakeSourcesOf(database, plan, [ends]);
    }
    await closeIntent(database, plan.pair, intent.writeId);
    await markDirty(database, plan.pair, origin, [intent.origin]);
  });
}
