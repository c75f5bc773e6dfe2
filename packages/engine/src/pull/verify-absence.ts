import type { ReadRecord } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { CycleContext, ObjectPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { inChunks } from '../store/in-chunks.ts';
import type { SeenRecords } from '../store/seen-records.ts';
import { observeGone, observeRecords } from './observe-records.ts';

/** So many records that a listing did not show are looked at together. */
const unseenPageSize = 1000;

/** Absence counts only after a complete listing and a direct read of each record that it did not show. */
export async function verifyUnseen(context: CycleContext, plan: ObjectPlan, seen: SeenRecords): Promise<void> {
  let after = '';
  for (;;) {
    const ids = await seen.unseen(context.store.database, after, unseenPageSize);
    const last = ids.at(-1);
    if (last === undefined) return;
    await verifyRecords(context, plan, ids);
    after = last;
  }
}

/** Reads records directly and stores what became of them. Returns the ids that are gone. */
export async function verifyRecords(
  context: CycleContext,
  plan: ObjectPlan,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  const asked = { fields: [...plan.fields.keys()], associations: plan.associations };
  for await (const answers of readDirectly(context, plan, ids, asked)) {
    await context.store.transaction(async (database) => {
      const there = answers.flatMap((answer) => (answer.record ? [answer.record] : []));
      for (const id of await storeVanished(database, plan, answers)) gone.add(id);
      await observeRecords(database, plan, there, { at: context.clock.now(), normalizers: context.normalizers });
    });
  }
  return gone;
}

/** The same where it only matters whether they are there: one field is read and no association, and nothing is kept. */
export async function verifyPresence(
  context: CycleContext,
  plan: ObjectPlan,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  const survivors: string[] = [];
  const asked = { fields: [...plan.fields.keys()].slice(0, 1), associations: [] };
  for await (const answers of readDirectly(context, plan, ids, asked)) {
    await context.store.transaction(async (database) => {
      for (const id of await storeVanished(database, plan, answers)) gone.add(id);
    });
    survivors.push(...answers.flatMap(({ id, record }) => (record && record.id !== id ? [record.id] : [])));
  }
  await verifyRecords(context, plan, survivors);
  return gone;
}

async function* readDirectly(
  context: CycleContext,
  plan: ObjectPlan,
  ids: readonly string[],
  asked: { readonly fields: readonly string[]; readonly associations: readonly string[] },
): AsyncGenerator<readonly ReadRecord[]> {
  for (const chunk of inChunks([...new Set(ids)], plan.end.capabilities.batchLimits.read)) {
    yield await plan.end.app.readRecords(
      { object: plan.end.object.id, ids: chunk, ...asked },
      { signal: context.signal },
    );
  }
}

/** A record that answers under another id was merged into that one. Returns the ids that are gone. */
export async function storeVanished(
  database: Kysely<Database>,
  plan: ObjectPlan,
  answers: readonly ReadRecord[],
): Promise<readonly string[]> {
  const vanished = answers.filter((answer) => answer.record?.id !== answer.id);
  await observeGone(
    database,
    plan,
    vanished.map((answer) => ({ id: answer.id, mergedInto: answer.record?.id ?? null })),
  );
  return vanished.map((answer) => answer.id);
}
