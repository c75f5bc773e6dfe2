import { areEquivalent, isBlank, type RecordError } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { type Archive, type Archived, archiveRecords } from '../apply/archive-records.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf } from '../context/record-labels.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import type { WriteBudget } from '../context/write-budget.ts';
import { archivedOn, deletionHold, type Fate } from '../match/deletion-holds.ts';
import { returnedHold } from '../match/merger-holds.ts';
import { renewReads } from '../pull/renew-reads.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { explainEnd } from '../store/change-links.ts';
import type { Database } from '../store/database.ts';
import { markDirty } from '../store/dirty.ts';
import { clearFailures, type Failure } from '../store/failures.ts';
import { dueHolds, type Hold, liftHolds, putHolds } from '../store/holds.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import type { RecordRef } from '../store/records.ts';
import { otherSide, type Side, sides } from '../store/side.ts';

/** Flat memory: so many twins are looked at together. */
const pageSize = 1000;

/** A record whose twin is gone, with the link that joined them until then. */
interface Bereaved extends Archive {
  readonly link: Link;
}

/**
 * Archives the twins of deleted records that the rule of the sync, or a person, wants archived. Both ends are read directly
 * before: a record that is back is left to be linked again, and a twin that was edited since both agreed stays, since an edit
 * beats a deletion. What is to be archived is stored as a hold, so a run that dies on the way is taken up by the next one.
 */
export async function archiveTwins(
  context: CycleContext,
  plan: PairPlan,
  tally: SyncTally,
  budget: WriteBudget,
): Promise<void> {
  for (const side of sides) {
    let after = 0;
    while (budget.left > 0) {
      const due = await dueHolds(context.store.database, plan.pair, side, 'to-archive', {
        after,
        now: context.clock.now(),
        limit: Math.min(pageSize, budget.left),
      });
      const last = due.at(-1);
      if (last === undefined) break;
      after = last.number;
      const twins = await stillDue(
        context,
        plan,
        side,
        due.map(({ id }) => id),
      );
      budget.left -= twins.length;
      await archiveRecords({
        context,
        plan,
        side,
        tally,
        entries: twins,
        failureOf: failureOf(side),
        settle: (database, outcome) => settle(database, plan, side, outcome),
        report({ archived }) {
          for (const { link, observation } of archived) reportArchive(context, plan, side, link, observation);
        },
      });
    }
  }
}

/** Those that both apps show as expected; what became of the others is stored. */
async function stillDue(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  ids: readonly string[],
): Promise<readonly Bereaved[]> {
  const { store, clock } = context;
  const other = otherSide(side);
  const links = await linksByRecord(store.database, plan.pair, side, ids, 'tombstone');
  const deleted = await verifyRecords(
    context,
    plan[other],
    [...links.values()].map((link) => link[other]),
  );
  await renewReads(context, plan[side], ids, plan[side].associations);
  const observed = await loadObservations(store.database, plan[side].object, ids);
  const partners = await linksByRecord(
    store.database,
    plan.pair,
    other,
    [...links.values()].map((link) => link[other]),
  );
  const due: Bereaved[] = [];
  const ended: RecordRef[] = [];
  const staying: { readonly id: string; readonly link: Link; readonly fate: Fate }[] = [];
  const leftOver: { readonly id: string; readonly link: Link; readonly kept: string }[] = [];
  for (const id of ids) {
    const link = links.get(id);
    const observation = observed.get(id);
    if (!link || !observation || observation.gone) ended.push({ side, id });
    else if (!deleted.has(link[other])) {
      // It is back: the two are linked again when it is looked at, unless a merger has given it another partner.
      const kept = partners.get(link[other])?.[side];
      if (kept !== undefined) leftOver.push({ id, link, kept });
    } else if (!plan.sync.archiveOn[side] || plan.sync.deletions === 'ignore') staying.push({ id, link, fate: 'gone' });
    else if (isEdited(plan, side, link, observation)) staying.push({ id, link, fate: 'edited' });
    else due.push({ link, observation });
  }
  if (ended.length + staying.length + leftOver.length === 0) return due;
  await store.transaction(async (database) => {
    const records = [...staying, ...leftOver].map(({ id }) => ({ side, id }));
    await liftHolds(database, plan.pair, ended);
    await clearFailures(database, plan.pair, [...ended, ...records]);
    const holds = staying.map(
      ({ id, link, fate }): Hold => ({ side, id, ...deletionHold(plan.sync, side, link[other], fate) }),
    );
    const merged = leftOver.map(
      ({ id, link, kept }): Hold => ({ side, id, ...returnedHold(plan.sync, side, link[other], kept) }),
    );
    await putHolds(database, plan.pair, [...holds, ...merged], clock.now());
    for (const { link } of leftOver) await explainEnd(database, [link.id], 'merged-away');
    for (const { link, fate } of staying) await explainEnd(database, [link.id], fate);
    // It is told when it is looked at.
    await markDirty(
      database,
      plan.pair,
      side,
      staying.map(({ id }) => id),
    );
  });
  return due;
}

/**
 * Does it show another value than it did when both sides agreed, or one on which they never have? What cannot be read says
 * nothing.
 */
function isEdited({ sync }: PairPlan, side: Side, { base }: Link, { fields }: Observation): boolean {
  const other = otherSide(side);
  return sync.fields.some((mapping) => {
    const [value, halves] = [fields[mapping[side].id], base[mapping.key]];
    if (value === undefined) return false;
    const [own, others] = side === 'left' ? [halves?.[0], halves?.[1]] : [halves?.[1], halves?.[0]];
    // One way, a blank source has left the target's own value alone.
    if (isBlank(mapping[other], others)) return !isBlank(mapping[side], value);
    return !areEquivalent(mapping[side], value, own ?? null);
  });
}

const failureOf =
  (side: Side) =>
  ({ observation: { id, number } }: Bereaved, error: RecordError): Failure => {
    const { code, category, field = null, message, remedy } = error;
    return { origin: { side, id, number }, code, category, field, message, remedy };
  };

/** Why they were archived is told; what is gone is no longer to be archived. */
async function settle(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  { archived, gone }: Archived<Bereaved>,
): Promise<void> {
  const records = [...archived, ...gone].map(({ observation: { id } }) => ({ side, id }));
  await liftHolds(database, plan.pair, records);
  await clearFailures(database, plan.pair, records);
  await explainEnd(
    database,
    archived.map(({ link }) => link.id),
    archivedOn(side),
  );
}

function reportArchive(context: CycleContext, plan: PairPlan, side: Side, link: Link, observation: Observation): void {
  context.report({
    kind: 'operation',
    operation: {
      sync: plan.sync.name,
      kind: 'archive',
      reason: 'twin-gone',
      side: fileSide(plan, side),
      connection: plan.sync[side].connection,
      id: observation.id,
      twin: link[otherSide(side)],
      label: labelOf(plan[side], observation),
      fields: [],
      associations: [],
    },
  });
}
