import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { pullChanges } from '../pull/pull-changes.ts';
import type { Intent } from '../store/intents.ts';
import { linksByRecord } from '../store/links.ts';
import { observationsSince } from '../store/observation-pages.ts';
import type { Side } from '../store/side.ts';
import { couldAnswer } from './could-answer.ts';
import { lookUp, lookUpLate, type Wanted, wantedBy } from './look-up-answers.ts';

/** Ids of records that an unanswered create may have made. */
export interface Candidates {
  readonly sure: readonly string[];
  readonly likely: readonly string[];
}

/** By write id. An intent without an entry has no candidate. */
export type Answers = ReadonlyMap<string, Candidates>;

/** So many records are judged together. */
const pageSize = 1000;

/**
 * Looks for the records that unanswered creates have made: brings the store up to date with what a look-up by what was sent
 * shows, or with the whole object, and judges all records that were not known when the create left.
 *
 * The identity field proves that there is none, because nobody else writes it. A match key does not: somebody may have changed it in
 * the app meanwhile. So every match key that was sent is asked, and where none of them finds anything, what the app says has
 * changed. Where a look-up lags, the whole object is the only proof that there is none.
 */
export async function findAnswers(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  intents: readonly Intent[],
): Promise<Answers> {
  const wanted = intents.map((intent) => wantedBy(plan, side, intent));
  const judged = (): Promise<Answers> => judge(context, plan, side, wanted);
  const listed = async (): Promise<Answers> => {
    await pullChanges(context, plan[side], { full: true });
    return judged();
  };
  // The list that one of them needs shows the answers to all.
  if (wanted.some(({ keys }) => keys.length === 0)) return listed();
  const prompt = wanted.filter(({ lags }) => !lags);
  const lagging = wanted.filter(({ lags }) => lags);
  await lookUp(context, plan, side, prompt);
  if (!(await lookUpLate(context, plan, side, lagging))) return listed();
  const found = await judged();
  const candidatesOf = ({ intent }: Wanted): Candidates | undefined => found.get(intent.writeId);
  if (lagging.some((one) => (candidatesOf(one)?.sure.length ?? 0) === 0)) return listed();
  if (prompt.every((one) => one.proof === 'identity' || candidatesOf(one))) return found;
  await pullChanges(context, plan[side], { full: false });
  return judged();
}

/** What the store knows of records that are there, have no link, and were not known when the create left. */
async function judge(context: CycleContext, plan: PairPlan, side: Side, wanted: readonly Wanted[]): Promise<Answers> {
  const { database } = context.store;
  const sure = new Map<string, string[]>();
  const likely = new Map<string, string[]>();
  const earliest = Math.min(...wanted.map(({ intent }) => intent.lastRecord));
  for await (const page of observationsSince(database, plan[side].object, earliest, pageSize)) {
    const ids = page.map(({ id }) => id);
    const linked = await linksByRecord(database, plan.pair, side, ids);
    for (const record of page) {
      if (linked.has(record.id)) continue;
      const answers = wanted.map(({ intent, proof }) => ({
        writeId: intent.writeId,
        answer: couldAnswer(plan, intent, record, context.normalizers, proof),
      }));
      // What one of them has sent exactly so is hardly what another one has sent and somebody has edited since.
      const surest = answers.some(({ answer }) => answer === 'exact') ? 'exact' : 'sure';
      for (const { writeId, answer } of answers) {
        if (answer === 'no') continue;
        const of = answer === surest ? sure : likely;
        of.set(writeId, [...(of.get(writeId) ?? []), record.id]);
      }
    }
  }
  const explained = explainedBy(sure);
  return new Map(
    wanted.flatMap(({ intent: { writeId } }) => {
      const candidates = {
        sure: sure.get(writeId) ?? [],
        likely: (likely.get(writeId) ?? []).filter((id) => !explained.has(id)),
      };
      return candidates.sure.length + candidates.likely.length > 0 ? [[writeId, candidates]] : [];
    }),
  );
}

/**
 * What one of them has made for sure is not taken for what another one may have made. Where more records are alike than creates have
 * made such ones, some of these have come from elsewhere.
 */
function explainedBy(sure: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const alike = Map.groupBy(sure.values(), (ids) => ids.join('\n'));
  return new Set(
    [...alike.values()].flatMap((creates) => creates.filter((ids) => ids.length <= creates.length).flat()),
  );
}
