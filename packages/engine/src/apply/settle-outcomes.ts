import { areEquivalent, type RecordChange, type WriteOutcome } from '@linkwright/core';
import { isBrokenWrite } from '../connect/connector-fault.ts';
import { reportFailure } from '../context/report-records.ts';
import { sameTargets } from '../pull/observe-records.ts';
import { readAssociationsOf } from '../pull/scan-associations.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { type Conflict, closeConflicts, dropConflicts } from '../store/conflicts.ts';
import type { Failure } from '../store/failures.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import type { Side } from '../store/side.ts';
import { adoptExisting } from './adopt-existing.ts';
import type { Departure } from './answer.ts';
import type { ChunkContext } from './chunk-context.ts';
import { inlineEditsOn, observationOf, type Progress } from './chunk-item.ts';
import { noticeUnkept, type TakenEdit } from './notice-unkept.ts';
import { refused, taken } from './refusals.ts';
import { reportOperations } from './report-operations.ts';
import { showsHeld } from './settle-written.ts';
import { mayBeFreed, mayBeTaken } from './taken-values.ts';
import { conflictsOf } from './write-log.ts';
import { dropRefusedField } from './write-without-refused.ts';
import type { Written } from './written.ts';

/** What a batch left to be read: an answer that was lost or stale, a record that was there already. */
interface Unsettled {
  readonly unsent: unknown[];
  readonly reread: Set<string>;
  readonly gone: { id: string; mergedInto: string | null }[];
  readonly failures: Failure[];
  /** Refused because of a value that another record has. `holder`: its id, if the app says so. */
  readonly taken: { entry: Progress; holder: string | null; failure: Failure }[];
}

/**
 * One transaction per answer: what the app holds, both halves of the base, links, edges, logs and closed intents.
 * Throws the error of outcomes that were never sent, after everything else is stored.
 */
export async function settleOutcomes(
  chunk: ChunkContext,
  side: Side,
  batch: readonly Progress[],
  changes: readonly RecordChange[],
  outcomes: readonly WriteOutcome[],
  departure: Departure,
): Promise<void> {
  const { context, plan } = chunk;
  const rest: Unsettled = { unsent: [], reread: new Set(), gone: [], failures: [], taken: [] };
  const written: Written[] = [];
  const unknown = new Set<string>();
  const averted: Conflict[] = [];
  const stale: Progress[] = [];
  outcomes.forEach((outcome, index) => {
    const entry = batch[index];
    const change = changes[index];
    if (!entry || !change) return;
    if (outcome.kind === 'unknown') unknown.add(change.writeId);
    if (outcome.kind === 'written') {
      written.push({ entry, change, outcome });
      entry.writtenOn.add(side);
    } else {
      if (outcome.kind === 'stale') stale.push(entry);
      else if (outcome.kind !== 'unknown') averted.push(...conflictsOf(plan, entry, side));
      classify(chunk, side, entry, change, outcome, rest);
    }
  });
  await settleTaken(chunk, side, rest);
  const unclear: string[] = [];
  const { gone, failures } = rest;
  await chunk.stored.arrive({ ...departure, side, written, unknown, averted, gone, failures, unclear });
  if (!showsHeld(chunk, side)) chunk.unread[side].push(...written);
  for (const failure of rest.failures) await reportFailure(context, plan, failure);
  await verifyRecords(context, plan[side], [...rest.reread]);
  await settleStale(chunk, side, stale);
  if (!context.preview) await readAssociationsOf(context, plan[side], plan[side].associations, unclear);
  await noticeUnkept(chunk, side, toldInline(chunk, side, written, new Set(unclear)));
  await adoptExisting(chunk, side, batch, outcomes);
  await reportOperations(
    context,
    plan,
    side,
    written.map(({ entry }) => entry),
  );
  if (rest.unsent.length > 0) throw rest.unsent[0];
}

/** A value that is taken fails its record, unless the one that has it is still to be written. */
async function settleTaken(chunk: ChunkContext, side: Side, { taken: values, failures }: Unsettled): Promise<void> {
  if (values.length === 0) return;
  await chunk.context.store.transaction(async (database) => {
    for (const { entry, holder, failure } of values) {
      entry.again = await mayBeFreed(chunk, database, side, entry, holder);
      if (entry.again) continue;
      entry.failedOn.add(side);
      failures.push(failure);
    }
  });
}

/** Edits that travelled with their record, where the answer or a reading after it tells what became of them. */
function toldInline(
  { plan }: ChunkContext,
  side: Side,
  written: readonly Written[],
  read: ReadonlySet<string>,
): readonly TakenEdit[] {
  if (plan.associations.length === 0) return [];
  return written.flatMap(({ entry, outcome }) => {
    const { record, refused = [] } = outcome;
    const { link } = entry;
    if (!link) return [];
    return inlineEditsOn(plan, entry.item, side).flatMap((edit): readonly TakenEdit[] => {
      const field = edit.plan.mapping[side].id;
      if (record.associations?.[field] === undefined && !read.has(record.id)) return [];
      const ofField = refused.filter((refusal) => refusal.field === field);
      return [{ edit, link: link.id, id: record.id, refused: ofField.map(({ target }) => target) }];
    });
  });
}

/**
 * A network that delivers a conditional write twice reports the second one, which is stale: then the record no longer
 * shows the value that was replaced, and it has lost. As long as it does show it, nothing was written, and nothing lost.
 */
async function settleStale({ context, plan }: ChunkContext, side: Side, stale: readonly Progress[]): Promise<void> {
  const conflicts = stale.flatMap((entry) => conflictsOf(plan, entry, side).map((conflict) => ({ entry, conflict })));
  if (conflicts.length === 0) return;
  const ids = conflicts.flatMap(({ entry }) => observationOf(entry.item, side)?.id ?? []);
  await context.store.transaction(async (database) => {
    const shown = await loadObservations(database, plan[side].object, ids);
    const [averted, written] = partition(conflicts, ({ entry, conflict }) => {
      const observed = shown.get(observationOf(entry.item, side)?.id ?? '');
      return observed !== undefined && stillLoses(entry, side, conflict, observed);
    });
    await closeConflicts(
      database,
      written.map(({ conflict }) => conflict),
    );
    await dropConflicts(
      database,
      averted.map(({ conflict }) => conflict),
    );
  });
}

/** Does the record show what the write would have replaced? */
function stillLoses({ item }: Progress, side: Side, { mapping }: Conflict, shown: Observation): boolean {
  const move = item.decision.moves.find((one) => one.to === side && one.mapping.key === mapping);
  if (move) {
    const value = shown.fields[move.mapping[side].id];
    return value === undefined || areEquivalent(move.mapping[side], value, move.before);
  }
  const lost = item.decision.associationConflicts.find(({ plan }) => plan.mapping.key === mapping);
  const field = lost?.plan.mapping[side].id ?? '';
  return sameTargets(observationOf(item, side)?.associations[field], shown.associations[field]);
}

function partition<Item>(items: readonly Item[], is: (item: Item) => boolean): [readonly Item[], readonly Item[]] {
  return [items.filter(is), items.filter((item) => !is(item))];
}

function classify(
  chunk: ChunkContext,
  side: Side,
  entry: Progress,
  change: RecordChange,
  outcome: Exclude<WriteOutcome, { kind: 'written' }>,
  rest: Unsettled,
): void {
  const fail = (failure: Failure): void => {
    rest.failures.push(failure);
    entry.failedOn.add(side);
    entry.again = false;
  };
  switch (outcome.kind) {
    case 'rejected':
      if (change.kind === 'update' && mayBeTaken(chunk, side, entry, outcome.error)) {
        rest.taken.push({ entry, holder: null, failure: refused(side, entry, outcome.error) });
        return;
      }
      if (dropRefusedField(chunk, side, entry, outcome.error)) return;
      fail(refused(side, entry, outcome.error));
      return;
    case 'exists':
      if (outcome.id === null || change.kind !== 'create') {
        rest.taken.push({ entry, holder: outcome.id, failure: taken(chunk, side, entry, outcome.id) });
        return;
      }
      rest.reread.add(outcome.id);
      break;
    case 'not-sent':
      rest.unsent.push(outcome.error);
      break;
    case 'unknown':
      // An update is read and merged again; a create is looked for through its intent.
      if (isBrokenWrite(outcome.error)) rest.unsent.unshift(outcome.error);
      if (change.kind !== 'create') rest.reread.add(change.id);
      break;
    case 'gone':
      if (change.kind === 'create') break;
      rest.gone.push({ id: change.id, mergedInto: outcome.movedTo ?? null });
      if (outcome.movedTo !== undefined) rest.reread.add(outcome.movedTo);
      break;
    default:
      // Stale: it is read and merged again.
      if (change.kind !== 'create') rest.reread.add(change.id);
  }
  entry.again = true;
}
