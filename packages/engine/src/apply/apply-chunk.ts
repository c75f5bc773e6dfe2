import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { finishAll } from '../context/finish-all.ts';
import type { KeyChanges } from '../context/key-changes.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import type { WriteBudget } from '../context/write-budget.ts';
import { inChunks } from '../store/in-chunks.ts';
import { linksByRecord } from '../store/links.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { applyAssociations } from './apply-associations.ts';
import { applyRecords } from './apply-records.ts';
import { archiveDecided } from './archive-decided.ts';
import type { ChunkContext } from './chunk-context.ts';
import {
  type ChunkItem,
  editsOn,
  inlineEditsOn,
  observationOf,
  type Progress,
  progressOf,
  separateEditsOn,
  writesFields,
} from './chunk-item.ts';
import { FreshUpdates } from './fresh-updates.ts';
import { inFlight } from './in-flight.ts';
import { readBack } from './read-back.ts';
import { closeChunk, settleChunk } from './settle-chunk.ts';
import { storeTogether } from './store-together.ts';
import { orderByUniqueValues } from './unique-writes.ts';
import { writeInOrder } from './write-in-order.ts';
import { resendWithoutRefused } from './write-without-refused.ts';

/** Writes what was decided about a chunk: records first, then the associations that go in calls of their own. */
export async function applyChunk(
  context: CycleContext,
  plan: PairPlan,
  tally: SyncTally,
  budget: WriteBudget,
  items: readonly ChunkItem[],
  keyChanges: KeyChanges,
): Promise<void> {
  const progress = items.map(progressOf);
  const chunk: ChunkContext = {
    context,
    plan,
    tally,
    progress,
    keyChanges,
    unread: { left: [], right: [] },
    stored: storeTogether(context, plan, () => chunk),
  };
  await settleChunk(chunk, progress);
  const writing = withinBudget(plan, progress, budget);
  const creates: Record<Side, readonly Progress[]> = {
    left: writing.filter(({ item }) => item.kind === 'create' && item.to === 'left'),
    right: writing.filter(({ item }) => item.kind === 'create' && item.to === 'right'),
  };
  const late: Record<Side, readonly Progress[]> = { left: [], right: [] };
  const orders = sides.map((side) => {
    const updates = writing.filter(
      ({ item }) => item.kind === 'pair' && (writesFields(item, side) || inlineEditsOn(plan, item, side).length > 0),
    );
    const order = orderByUniqueValues(chunk, side, [...creates[side], ...updates]);
    // A record that takes a value which another one lets go of is made after that.
    late[side] = creates[side].filter((entry) => (order.waitsFor.get(entry) ?? []).length > 0);
    creates[side] = creates[side].filter((entry) => !late[side].includes(entry));
    return { side, updates, order };
  });
  const first = creates.left.length * creates.right.length > 0 ? sides.find((side) => mayMeet(plan, side)) : undefined;
  if (first) {
    await createOn(chunk, first, creates[first]);
    const second = otherSide(first);
    creates[first] = [];
    creates[second] = await withoutMet(chunk, second, creates[second]);
    late[second] = await withoutMet(chunk, second, late[second]);
  }
  await finishAll(
    orders.map(async ({ side, updates, order }) => {
      const limits = plan.sync[side].capabilities.batchLimits;
      await createOn(chunk, side, creates[side]);
      const renewal = new FreshUpdates(chunk, side, updates);
      const update = (entries: readonly Progress[]): Promise<void> =>
        inFlight([...inChunks(entries, limits.update)], async (batch, answered) => {
          const fresh = await renewal.fresh(batch);
          budget.left += batch.length - fresh.length;
          if (fresh.length > 0) await applyRecords(chunk, side, fresh, answered);
        });
      const away = await writeInOrder(chunk, side, order, async (wave) => {
        const entries = wave.filter(({ item }) => item.kind === 'pair');
        await update(entries);
        await resendWithoutRefused(side, entries, update);
        await createOn(
          chunk,
          side,
          wave.filter((entry) => late[side].includes(entry)),
        );
      });
      // One write of the budget is for the record, however many steps it takes.
      budget.left += away;
      budget.owed += away;
      await readBack(chunk, side);
    }),
  );
  await finishAll(
    sides.map(async (side) => {
      const limit = plan.sync[side].capabilities.batchLimits.writeAssociations;
      const edits = writing.flatMap((entry) =>
        entry.item.kind === 'pair' ? separateEditsOn(plan, entry.item, side).map((edit) => ({ entry, edit })) : [],
      );
      await inFlight(recordsTogether(edits, limit), async (batches) => {
        for (const batch of batches) await applyAssociations(chunk, side, batch);
      });
    }),
  );
  await finishAll(
    sides.map((side) =>
      archiveDecided(
        chunk,
        side,
        writing.filter(({ item }) => item.decision.archive?.side === side),
      ),
    ),
  );
  await closeChunk(chunk, progress);
}

/**
 * Batches leave side by side, so what one record is to get goes in one of them: a connector that works out all marks of a
 * pair has to know of all of them. Only a record with more edits than a batch takes is cut, and its batches leave one after
 * the other: what is read back after one would else be stored over what the next one has written.
 */
function recordsTogether<Edit extends { readonly entry: Progress }>(
  edits: readonly Edit[],
  limit: number,
): readonly (readonly (readonly Edit[])[])[] {
  const cut: (readonly Edit[])[][] = [];
  const whole: Edit[][] = [];
  for (const ofRecord of Map.groupBy(edits, ({ entry }) => entry).values()) {
    if (ofRecord.length > limit) {
      cut.push([...inChunks(ofRecord, limit)]);
      continue;
    }
    const last = whole.at(-1);
    if (last && last.length + ofRecord.length <= limit) last.push(...ofRecord);
    else whole.push([...ofRecord]);
  }
  return [...cut, ...whole.map((batch) => [batch])];
}

async function createOn(chunk: ChunkContext, side: Side, creates: readonly Progress[]): Promise<void> {
  const limit = chunk.plan.sync[side].capabilities.batchLimits.create;
  const create = (entries: readonly Progress[]): Promise<void> =>
    inFlight([...inChunks(entries, limit)], (batch, answered) => applyRecords(chunk, side, batch, answered));
  await create(creates);
  await resendWithoutRefused(side, creates, create);
}

/**
 * May a create meet a record that is about to be created on the other side? The app then says that it exists, by a unique
 * value that matching does not go by, and the two are one. So both sides create one after the other.
 */
function mayMeet(plan: PairPlan, side: Side): boolean {
  const [key] = plan.sync.matchKeys;
  const decisive = key?.parts.length === 1 ? key.parts[0]?.[side] : undefined;
  return plan.sync.fields.some((mapping) => mapping[side].unique && mapping[side].id !== decisive);
}

/** Creates whose origin has got its partner on the first side; it is looked at again. */
async function withoutMet(
  { context, plan }: ChunkContext,
  to: Side,
  creates: readonly Progress[],
): Promise<readonly Progress[]> {
  const from = otherSide(to);
  const originOf = ({ item }: Progress): string => observationOf(item, from)?.id ?? '';
  const linked = await linksByRecord(context.store.database, plan.pair, from, creates.map(originOf));
  return creates.filter((entry) => {
    const met = linked.has(originOf(entry));
    if (met) entry.again = true;
    return !met;
  });
}

/** Does the record show something for a moment that this write, or a next one, is to replace? Notes what. */
function showStandIns(plan: PairPlan, entry: Progress): boolean {
  const { item } = entry;
  if (item.kind !== 'pair') return false;
  for (const side of sides) {
    for (const { field, value, shown } of plan[side].standIns.get(item[side].id) ?? []) {
      if (shown) entry.standIns = new Map([...entry.standIns, [field, value]]);
    }
  }
  return entry.standIns.size > 0;
}

/** The items that are written now; the others stay dirty. */
function withinBudget(plan: PairPlan, progress: readonly Progress[], budget: WriteBudget): readonly Progress[] {
  const writing: Progress[] = [];
  for (const entry of progress) {
    const { item } = entry;
    if (entry.again) continue;
    const writes =
      item.kind === 'create' ||
      item.decision.archive !== undefined ||
      sides.some((side) => writesFields(item, side) || editsOn(item, side).length > 0);
    if (!writes) continue;
    const shown = showStandIns(plan, entry);
    if (budget.left - (shown ? 0 : budget.owed) <= 0) {
      entry.again = true;
      continue;
    }
    budget.left -= 1;
    if (shown) budget.owed = Math.max(0, budget.owed - 1);
    writing.push(entry);
    // The record has to exist before its associations can be written in calls of their own.
    if (item.kind === 'create' && separateEditsOn(plan, item, item.to).length > 0) entry.again = true;
  }
  return writing;
}
