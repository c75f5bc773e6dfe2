import type { AlternateKeys, Associations, AssociationTarget, Normalizers, SourceRecord } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { ObjectPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { markDirty } from '../store/dirty.ts';
import {
  addObservations,
  loadKnown,
  loadObservations,
  markAssociationsMissing,
  type Observation,
  saveObservations,
} from '../store/observations.ts';
import { lastRecordNumber } from '../store/records.ts';
import { hideStandIns } from './hide-stand-ins.ts';
import { isOtherwiseAtOnce, isOutdated } from './may-be-stale.ts';
import { forgetKeys, saveKeys } from './save-keys.ts';
import { keepEquivalent, plannedFields, updatedAlternates } from './shown-values.ts';

/**
 * Stores what an app showed, inside a transaction, and makes the records dirty whose mapped values are not equivalent
 * to what was stored. A page of changes, an answer to a write and a direct read all come through here.
 *
 * Returns the ids that changed, the numbers of all by id, and the ids of which nothing was stored since only a direct read can say
 * what they hold.
 */
export async function observeRecords(
  database: Kysely<Database>,
  plan: ObjectPlan,
  shown: readonly SourceRecord[],
  options: {
    readonly at: number;
    readonly normalizers: Normalizers;
    /**
     * The answer to a write of this pair: what it does not carry has not changed, and what it tells is news to other
     * pairs only.
     */
    readonly ownWrite?: { readonly pair: number };
    /** From a read since a checkpoint, which may come from an index that lags behind what has been seen already. */
    readonly mayLag?: boolean;
  },
): Promise<{
  readonly changed: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly unsure: readonly string[];
}> {
  const latest = new Map<string, SourceRecord>();
  const mergedFrom: string[] = [];
  for (const record of shown) {
    if (plan.forgotten.has(record.id)) continue;
    latest.set(record.id, record);
    if (record.mergedFrom) mergedFrom.push(...record.mergedFrom);
  }
  const { observations: stored, numbers } = await loadKnown(database, plan.object, [...latest.keys(), ...mergedFrom]);
  const all = [...latest.values()];
  const current = options.mayLag ? all.filter((record) => !isOutdated(stored.get(record.id), record)) : all;
  const isNew = all.some(({ id }) => !numbers.has(id));
  let last = isNew ? await lastRecordNumber(database) : 0;
  const added: Observation[] = [];
  const saved: Observation[] = [];
  const changed: Observation[] = [];
  const merged: Observation[] = [];
  const unsure: string[] = [];
  const isAnswer = options.ownWrite !== undefined;
  for (const record of await hideStandIns(database, plan, current)) {
    const before = stored.get(record.id);
    if (options.mayLag && before && isOtherwiseAtOnce(plan, before, record)) {
      unsure.push(record.id);
      continue;
    }
    const losers = record.mergedFrom?.flatMap((id) => {
      const loser = stored.get(id);
      return loser && loser.mergedInto !== record.id && !latest.has(id) ? [loser] : [];
    });
    const takesOver = losers !== undefined && losers.length > 0;
    const known = numbers.get(record.id);
    if (known === undefined) {
      last += 1;
      numbers.set(record.id, last);
    }
    const number = known ?? last;
    const { observation, dirty } = compare(plan, before, record, { number, at: options.at, isAnswer, takesOver });
    if (observation) {
      if (known === undefined) added.push(observation);
      else saved.push(observation);
      if (dirty) changed.push(observation);
    }
    for (const loser of losers ?? []) merged.push({ ...loser, gone: true, mergedInto: record.id });
  }
  await addObservations(database, plan.object, added);
  await saveObservations(database, plan.object, [...saved, ...merged]);
  const known = new Set<number>();
  for (const { number } of stored.values()) known.add(number);
  await saveKeys(
    database,
    plan,
    saved.length === 0 ? added : [...saved, ...added],
    options.normalizers,
    known,
    options.at,
  );
  await forgetKeys(database, plan, merged);
  const dirty = merged.length === 0 ? changed : [...changed, ...merged];
  for (const { pair, side } of plan.pairs) {
    await markDirty(database, pair, side, pair === options.ownWrite?.pair ? merged : dirty);
  }
  return { changed: changed.map(({ id }) => id), numbers, unsure };
}

/** The app no longer has these records: seen in a feed, or proven by a direct read. */
export async function observeGone(
  database: Kysely<Database>,
  plan: ObjectPlan,
  gone: readonly { readonly id: string; readonly mergedInto: string | null }[],
): Promise<void> {
  const stored = await loadObservations(
    database,
    plan.object,
    gone.map((record) => record.id),
  );
  const vanished = gone.flatMap((record) => {
    const before = stored.get(record.id);
    if (!before) return [];
    // A feed that tells of the deletion alone does not take back what is known of a merger.
    const mergedInto = record.mergedInto ?? before.mergedInto;
    return !before.gone || before.mergedInto !== mergedInto ? [{ ...before, gone: true, mergedInto }] : [];
  });
  await saveObservations(database, plan.object, vanished);
  // What was associated with a merged record is associated with its survivor.
  const survivors = vanished.flatMap(({ mergedInto }) => mergedInto ?? []);
  await markAssociationsMissing(database, plan.object, survivors);
  await forgetKeys(database, plan, vanished);
  for (const { pair, side } of plan.pairs) await markDirty(database, pair, side, vanished);
}

function compare(
  plan: ObjectPlan,
  before: Observation | undefined,
  record: SourceRecord,
  {
    number,
    at,
    isAnswer,
    takesOver,
  }: { readonly number: number; readonly at: number; readonly isAnswer: boolean; readonly takesOver: boolean },
): { readonly observation: Observation | null; readonly dirty: boolean } {
  const shown = plannedFields(plan, record.fields);
  const fields = before && !before.gone ? keepEquivalent(plan, before.fields, shown) : shown;
  const associations = joined(before && !before.gone ? before.associations : none, record.associations ?? none);
  const known = before && !before.gone ? before.alternateKeys : noAlternateKeys;
  const alternateKeys = updatedAlternates(plan, known, record.alternateKeys);
  const fieldsChanged = !before || before.gone || fields !== before.fields;
  const associationsChanged = !before || !sameAssociations(plan, before.associations, associations);
  // An app that lists changes without associations leaves open whether they changed too: a change of a touching one may
  // be all that brought the record up, and the others are asked for where there was a change at all. Those of a record that
  // was merged into it have become its own.
  const unread = without(plan.associations, record.associations ?? none);
  const lacking = without(unread, associations).length > 0;
  const missed = unread.length > 0 && (takesOver || (!isAnswer && (fieldsChanged || touchesAny(plan, unread))));
  const associationsMissing = lacking || missed || (before?.associationsMissing === true && unread.length > 0);
  // What the other side has got meanwhile waited for it.
  const isReadAgain = before !== undefined && showsAny(record, before.unreadable);
  const dirty = fieldsChanged || associationsChanged || alternateKeys !== known || isReadAgain;
  const revision = record.revision ?? before?.revision ?? null;
  const unreadable = unreadableFields(plan, before, record, isAnswer);
  if (
    !dirty &&
    before &&
    revision === before.revision &&
    associationsMissing === before.associationsMissing &&
    sameFields(unreadable, before.unreadable)
  ) {
    return { observation: null, dirty: false };
  }
  return {
    dirty,
    observation: {
      number,
      id: record.id,
      fields,
      alternateKeys,
      associations: associationsChanged || !before ? associations : before.associations,
      associationsMissing,
      unreadable,
      revision,
      createdAt: record.createdAt ?? before?.createdAt ?? null,
      modifiedAt: record.modifiedAt ?? before?.modifiedAt ?? null,
      gone: false,
      mergedInto: null,
      observedAt: at,
    },
  };
}

/** Does a change of this association bring its record up as changed? */
export const touches = (plan: ObjectPlan, id: string): boolean =>
  plan.end.object.associations.some((association) => association.id === id && association.changeTouchesRecord);

const touchesAny = (plan: ObjectPlan, ids: readonly string[]): boolean => ids.some((id) => touches(plan, id));

const showsAny = ({ fields }: SourceRecord, ids: readonly string[]): boolean =>
  ids.length > 0 && ids.some((id) => fields[id] !== undefined);

const without = (ids: readonly string[], shown: Associations): readonly string[] =>
  ids.length === 0 ? ids : ids.filter((id) => shown[id] === undefined);

function joined(before: Associations, shown: Associations): Associations {
  for (const _ in before) return { ...before, ...shown };
  return shown;
}

const noIds: readonly string[] = [];

/** A read is asked for every planned field; the answer to a write tells of those that it shows, and of no other. */
function unreadableFields(
  plan: ObjectPlan,
  before: Observation | undefined,
  record: SourceRecord,
  isAnswer: boolean,
): readonly string[] {
  if (isAnswer) return before?.unreadable.filter((id) => record.fields[id] === undefined) ?? noIds;
  const unreadable: string[] = [];
  for (const id of plan.fields.keys()) if (record.fields[id] === undefined) unreadable.push(id);
  return unreadable.length === 0 ? noIds : unreadable.sort();
}

const sameFields = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);

const none: Associations = {};

const noAlternateKeys: AlternateKeys = {};

function sameAssociations(plan: ObjectPlan, before: Associations, after: Associations): boolean {
  for (const id of plan.associations) if (!sameTargets(before[id], after[id])) return false;
  return true;
}

export function sameTargets(
  before: readonly AssociationTarget[] | undefined,
  after: readonly AssociationTarget[] | undefined,
): boolean {
  if (before === after) return true;
  if (!before || !after || before.length !== after.length) return false;
  const known = new Set(before.map(targetText));
  return after.every((target) => known.has(targetText(target)));
}

const targetText = (target: AssociationTarget): string => ('id' in target ? `id ${target.id}` : `key ${target.key}`);
