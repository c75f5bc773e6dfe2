import { setImmediate } from 'node:timers/promises';
import type { RecordChange } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { doneTogether } from '../context/done-together.ts';
import { observeGone } from '../pull/observe-records.ts';
import { dropConflicts, openConflicts } from '../store/conflicts.ts';
import type { Database } from '../store/database.ts';
import { putFailures } from '../store/failures.ts';
import { type IntentBatch, openIntents, settleIntents } from '../store/intents.ts';
import { type Side, sides } from '../store/side.ts';
import type { Answer, StoreTogether } from './answer.ts';
import type { ChunkContext } from './chunk-context.ts';
import { settleWritten } from './settle-written.ts';

export function storeTogether(context: CycleContext, plan: PairPlan, chunk: () => ChunkContext): StoreTogether {
  return {
    depart: doneTogether((departures) =>
      context.store.transaction(async (database) => {
        const conflicts = departures.flatMap((departure) => departure.conflicts);
        await openConflicts(database, context.run, plan.pair, conflicts, context.clock.now());
        await openIntents(
          database,
          plan.pair,
          departures.flatMap(({ intents }) => intents ?? []),
        );
      }),
    ),
    // What the next batches are about to make goes to the disk first: the answers are stored while that is waited for.
    arrive: doneTogether((answers) => storeAnswers(chunk(), answers), setImmediate),
  };
}

async function storeAnswers(chunk: ChunkContext, answers: readonly Answer[]): Promise<void> {
  const { context, plan } = chunk;
  const unclear = new Set<string>();
  // As long as its intent stands, a record is looked for that was made. What became of an update nothing else tells.
  const repeatable = answers.every(({ intents }) => intents !== null);
  const store = async (database: Kysely<Database>): Promise<void> => {
    const batches = answers.flatMap(({ intents, unknown }) => (intents ? [{ ...intents, unknown }] : []));
    await settleIntents(database, batches, context.clock.now());
    await dropConflicts(
      database,
      answers.flatMap(({ averted }) => averted),
    );
    for (const side of sides) {
      const ofSide = answers.filter((answer) => answer.side === side);
      if (ofSide.length === 0) continue;
      await observeGone(
        database,
        plan[side],
        ofSide.flatMap(({ gone }) => gone),
      );
      await putFailures(
        database,
        plan.pair,
        ofSide.flatMap(({ failures }) => failures),
        context.clock.now(),
      );
      const written = ofSide.flatMap((answer) => answer.written);
      for (const id of await settleWritten(chunk, database, side, written)) unclear.add(`${side} ${id}`);
    }
  };
  await context.store.transaction(store, { repeatable });
  for (const { side, written, unclear: ofAnswer } of answers) {
    for (const { outcome } of written) {
      if (unclear.has(`${side} ${outcome.record.id}`)) ofAnswer.push(outcome.record.id);
    }
  }
}

/** The creates among these changes. */
export function intentsOf(
  side: Side,
  changes: readonly RecordChange[],
  originOf: (index: number) => string,
  at: number,
): IntentBatch | null {
  const intents = changes.flatMap((change, index) =>
    change.kind === 'create' ? [{ writeId: change.writeId, origin: originOf(index), fields: change.fields }] : [],
  );
  return intents.length === 0 ? null : { side, createdAt: at, intents };
}
