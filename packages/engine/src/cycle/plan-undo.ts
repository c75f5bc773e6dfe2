import { areEquivalent, type CanonicalValue, ConfigurationError } from '@linkwright/core';
import type { AssociationPlan, CycleContext, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf } from '../context/record-labels.ts';
import { writesTo as writesToTargets } from '../merge/merge-associations.ts';
import { writesTo } from '../merge/merge-fields.ts';
import type { UndoObstacle, UndoRefusal, UndoReport } from '../report/undo-report.ts';
import { type DecidedWrite, type NewDecision, putDecisions } from '../store/decisions.ts';
import { type Link, linksByNumber } from '../store/links.ts';
import { type PastWrites, recentWrites, writesOfRun } from '../store/log.ts';
import { type Observation, observationsByNumber } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { asNames, loadTargetNumbers, namesOfTargets, type TargetNumbers } from './undo-targets.ts';

export interface UndoRequest {
  readonly run: string;
  /** Ids of the records that are meant, by sync, with the sides of the file. Absent: all that the run wrote. */
  readonly records?: ReadonlyMap<string, Readonly<Record<Side, ReadonlySet<string>>>>;
  /** Names of fields, on either side. Absent: all. */
  readonly fields?: readonly string[];
  /** Records that the run made are removed also where their app removes for good. */
  readonly permanently?: boolean;
}

/**
 * Turns the log of a run into decisions: each value is to be what it was before the run, if it still is what the run made of
 * it; each record that it made is to go. What cannot be is told, with the reason. Once the objects have been read.
 */
export async function planUndo(
  context: CycleContext,
  plans: readonly PairPlan[],
  request: UndoRequest,
): Promise<UndoReport> {
  const decisions: NewDecision[] = [];
  const refused: UndoRefusal[] = [];
  const seen = new Set<number>();
  for (const plan of plans) {
    // Syncs of one pair share its log.
    if (seen.has(plan.pair)) continue;
    seen.add(plan.pair);
    const writes = await writesOfRun(context.store.database, request.run, plan.pair);
    for (const side of sides) {
      const ofSide = writes.filter((write) => write.side === side && write.kind !== 'stand-in');
      const twinWrites = writes.filter((write) => write.side !== side);
      const archived = new Set(decisions.flatMap(({ what, link }) => (what.kind === 'archive' ? [link] : [])));
      const undone = await undoSide(context, plan, side, { writes: ofSide, twinWrites, archived }, request);
      decisions.push(...undone.decisions);
      refused.push(...undone.refused);
    }
  }
  await context.store.transaction((database) => putDecisions(database, decisions, context.clock.now()));
  const elsewhere = await context.store.database
    .selectFrom('writes')
    .select((select) => select.fn.countAll<number>().as('calls'))
    .where('run', '=', request.run)
    .where('pair_id', 'not in', [...seen, 0])
    .executeTakeFirstOrThrow();
  const count = (kind: NewDecision['what']['kind']): number =>
    decisions.filter(({ what }) => what.kind === kind).length;
  return {
    undone: request.run,
    values: count('value'),
    associations: count('targets'),
    archives: count('archive'),
    refused,
    elsewhere: Number(elsewhere.calls),
  };
}

/** What a run made of one value, whatever steps it took. */
interface NetChange {
  readonly before: CanonicalValue;
  readonly after: CanonicalValue;
  readonly held: CanonicalValue | undefined;
  /** Number of the last write to it. */
  readonly write: number;
}

interface Undone {
  readonly decisions: readonly NewDecision[];
  readonly refused: readonly UndoRefusal[];
}

async function undoSide(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  {
    writes,
    twinWrites,
    archived,
  }: {
    readonly writes: readonly PastWrites[];
    /** Of the run, to the other side. */
    readonly twinWrites: readonly PastWrites[];
    readonly archived: ReadonlySet<number>;
  },
  request: UndoRequest,
): Promise<Undone> {
  const { database } = context.store;
  const byRecord = Map.groupBy(writes, ({ record }) => record);
  const numbers = [...byRecord.keys()];
  const observations = await observationsByNumber(database, numbers);
  const links = await linksByNumber(database, plan.pair, side, numbers);
  const twins = [...links.values()].map((link) => link.numbers[otherSide(side)]);
  const later: Record<Side, ReadonlyMap<number, readonly PastWrites[]>> = {
    left: await recentWrites(database, plan.pair, 'left', side === 'left' ? numbers : twins, 0),
    right: await recentWrites(database, plan.pair, 'right', side === 'right' ? numbers : twins, 0),
  };
  const targets = await loadTargetNumbers(context, plan, side, writes);
  const twinTargets = await loadTargetNumbers(context, plan, otherSide(side), twinWrites);
  const decisions: NewDecision[] = [];
  const refused: UndoRefusal[] = [];
  for (const [number, ofRecord] of byRecord) {
    const record = observations.get(number);
    if (!record || !isMeant(plan, side, record, links.get(number), request)) continue;
    const link = links.get(number);
    const one: UndoneRecord = {
      twinWrites: twinWrites.filter(({ record: twin }) => twin === link?.numbers[otherSide(side)]),
      twinTargets,
      targets,
      archived,
      plan,
      side,
      record,
      link,
      writes: ofRecord,
      later: [
        ...(later[side].get(number) ?? []),
        ...(link ? (later[otherSide(side)].get(link.numbers[otherSide(side)]) ?? []) : []),
      ],
    };
    const undone = undoRecord(one, request);
    decisions.push(...undone.decisions);
    refused.push(...undone.refused);
  }
  return { decisions, refused };
}

function isMeant(
  plan: PairPlan,
  side: Side,
  record: Observation,
  link: Link | undefined,
  { records }: UndoRequest,
): boolean {
  if (records === undefined) return true;
  const ids = records.get(plan.sync.name);
  if (ids === undefined) return false;
  const other = otherSide(side);
  return (
    ids[fileSide(plan, side)].has(record.id) || (link !== undefined && ids[fileSide(plan, other)].has(link[other]))
  );
}

interface UndoneRecord {
  readonly targets: TargetNumbers;
  /** Of the run, to its twin, and the targets that they name. */
  readonly twinWrites: readonly PastWrites[];
  readonly twinTargets: TargetNumbers;
  /** Links whose record is archived by the same undo. */
  readonly archived: ReadonlySet<number>;
  readonly plan: PairPlan;
  readonly side: Side;
  readonly record: Observation;
  readonly link: Link | undefined;
  /** Of the run, to this record. */
  readonly writes: readonly PastWrites[];
  /** Of any run, to this record and its twin. */
  readonly later: readonly PastWrites[];
}

function undoRecord(one: UndoneRecord, request: UndoRequest): Undone {
  const { plan, side, record, link, writes } = one;
  const refusals: UndoRefusal[] = [];
  const refuse = (
    field: string | null,
    code: UndoObstacle,
    text: string,
    values: Pick<UndoRefusal, 'before' | 'current'> = {},
  ): Undone => {
    const { connection } = plan.sync[side];
    const { name: sync } = plan.sync;
    const told = { id: record.id, label: labelOf(plan[side], record), field, code, text, ...values };
    refusals.push({ sync, side: fileSide(plan, side), connection, ...told });
    return { decisions: [], refused: refusals };
  };
  const app = plan.sync[side].displayName;
  const isMade = writes.some(({ kind }) => kind === 'create');
  if (writes.some(({ kind }) => kind === 'archive')) {
    return refuse(null, 'not-restorable', `it was archived; ${app} brings it back in its own pages alone`);
  }
  if (record.gone) return isMade ? { decisions: [], refused: [] } : refuse(null, 'gone', `it is no longer in ${app}`);
  if (!link) return refuse(null, 'not-linked', 'it is no longer linked with a twin');
  const base = { pair: plan.pair, link: link.id, side, reason: 'undone' as const };
  if (isMade) {
    if (request.fields !== undefined) return { decisions: [], refused: [] };
    const changed = changedSince(one);
    const { archive } = plan.sync[side].capabilities;
    if (changed !== null)
      return refuse(null, 'changed-since', `it was made by the run, and ${changed} was changed since`);
    if (archive === 'none') return refuse(null, 'cannot-archive', `${app} does not let records be removed`);
    if (archive === 'permanent' && request.permanently !== true) {
      return refuse(null, 'permanent', `it was made by the run; ${app} deletes for good, which needs --permanently`);
    }
    return { decisions: [{ ...base, what: { kind: 'archive' } }], refused: [] };
  }
  const decisions: NewDecision[] = [];
  for (const [field, net] of netChanges(writes)) {
    const name = nameOf(plan, side, field);
    if (request.fields !== undefined && !request.fields.some((asked) => names(plan, side, field).includes(asked)))
      continue;
    const mapping = plan.sync.fields.find((candidate) => candidate[side].id === field);
    if (!mapping) {
      const associations = plan.associations.filter((one) => one.mapping[side].id === field);
      const [association, second] = associations;
      if (!association) refuse(name, 'not-mapped', 'the file no longer maps it');
      else if (second) refuse(name, 'association', 'the file maps it through several syncs');
      else {
        const undone = undoTargets(one, association, net, refuse);
        for (const what of undone) decisions.push({ ...base, what });
      }
      continue;
    }
    const current = record.fields[field];
    if (current === undefined || record.unreadable.includes(field)) {
      refuse(name, 'not-readable', `${app} does not show it`);
    } else if (areEquivalent(mapping[side], current, net.before)) {
      // It is as it was.
    } else if (!writesTo(mapping, side)) {
      refuse(name, 'not-mapped', `the file no longer writes it to ${app}`);
    } else if (!isAsLeft(one, field, net, current)) {
      refuse(name, 'changed-since', 'it was changed since', { before: net.before, current });
    } else {
      decisions.push({ ...base, what: { kind: 'value', mapping: mapping.key, wanted: net.before, expected: current } });
    }
  }
  return { decisions: joined(decisions), refused: refusals };
}

/** What a mark says of its set is decided together with what the set itself says. */
function joined(decisions: readonly NewDecision[]): readonly NewDecision[] {
  const byAssociation = new Map<number, NewDecision>();
  for (const decision of decisions) {
    const { what } = decision;
    if (what.kind !== 'targets') continue;
    const known = byAssociation.get(what.association)?.what;
    const add = known?.kind === 'targets' ? known.add : [];
    const remove = known?.kind === 'targets' ? known.remove : [];
    const both = { add: [...new Set([...add, ...what.add])], remove: [...new Set([...remove, ...what.remove])] };
    byAssociation.set(what.association, { ...decision, what: { ...what, ...both } });
  }
  return [...decisions.filter(({ what }) => what.kind !== 'targets'), ...byAssociation.values()];
}

type Refuse = (
  field: string | null,
  code: UndoObstacle,
  text: string,
  values?: Pick<UndoRefusal, 'before' | 'current'>,
) => unknown;

/** Targets that the run took out come back, those that it added go, as far as they are still so. None: nothing is left to do. */
function undoTargets(
  one: UndoneRecord,
  association: AssociationPlan,
  net: NetChange,
  refuse: Refuse,
): readonly DecidedWrite[] {
  const { plan, side, record, targets, archived } = one;
  const { mapping } = association;
  const { name, id, markOn } = mapping[side];
  const app = plan.sync[side].displayName;
  const numbers = targets.get(association) ?? new Map<string, number>();
  const observed = record.associations[id];
  if (!observed) {
    refuse(name, 'not-readable', `${app} does not show it`);
    return [];
  }
  const current = namesOfTargets(observed);
  const [before, after] = [asNames(net.before), asNames(net.after)];
  const added = after.filter((target) => !before.includes(target) && current.includes(target));
  const removed = before.filter((target) => !after.includes(target) && !current.includes(target));
  const isSame = (names: readonly string[]): boolean =>
    names.length === current.length && names.every((target) => current.includes(target));
  if (isSame(before)) return [];
  if (!writesToTargets(mapping, side)) {
    refuse(name, 'not-mapped', `the file no longer writes it to ${app}`);
    return [];
  }
  if (mapping.reading === 'one' && !isSame(after)) {
    refuse(name, 'changed-since', 'it was changed since', { before, current });
    return [];
  }
  const lost = removed.filter((target) => !numbers.has(target));
  if (lost.length > 0) refuse(name, 'not-linked', `${lost.join(', ')} cannot be pointed at again: not linked any more`);
  const numbersOf = (names: readonly string[]): readonly number[] =>
    names.flatMap((target) => numbers.get(target) ?? []);
  // What points at a record that is archived goes with it.
  const remove = numbersOf(added).filter((link) => !archived.has(link));
  const add = numbersOf(removed).filter((link) => !archived.has(link));
  if (add.length + remove.length === 0) return [];
  const set = plan.associations.find((candidate) => candidate.mapping[side].id === markOn);
  if (markOn !== undefined && remove.length > 0 && !set) {
    const setName = nameOf(plan, side, markOn);
    refuse(name, 'membership', `the mark goes, and its target stays in "${setName}", which the file does not map`);
  }
  const marked: DecidedWrite = { kind: 'targets', association: association.association, add, remove };
  const came = set ? cameWithMarks(one, set).filter((link) => remove.includes(link)) : [];
  if (!set || came.length === 0) return [marked];
  return [marked, { kind: 'targets', association: set.association, add: [], remove: came }];
}

/**
 * An app puts the target of a mark into its set by itself. What the run then added to the set of the twin, for it had been seen
 * here, was not there before it.
 */
function cameWithMarks({ side, twinWrites, twinTargets }: UndoneRecord, set: AssociationPlan): readonly number[] {
  const { id } = set.mapping[otherSide(side)];
  const net = netChanges(twinWrites).get(id);
  if (!net) return [];
  const before = asNames(net.before);
  const numbers = twinTargets.get(set);
  return asNames(net.after).flatMap((name) => (before.includes(name) ? [] : (numbers?.get(name) ?? [])));
}

function netChanges(writes: readonly PastWrites[]): ReadonlyMap<string, NetChange> {
  const changes = new Map<string, NetChange>();
  for (const { changes: written, write } of writes) {
    for (const [field, change] of Object.entries(written)) {
      const { after, held } = change;
      const first = changes.get(field) ?? change;
      changes.set(field, { before: first.before, after, held, write });
    }
  }
  return changes;
}

/** Does the record still show what the run made of it? */
function isAsLeft(
  { plan, side, link, later }: UndoneRecord,
  field: string,
  net: NetChange,
  current: CanonicalValue,
): boolean {
  const mapping = plan.sync.fields.find((candidate) => candidate[side].id === field);
  if (!mapping) return false;
  if (areEquivalent(mapping[side], current, net.held ?? net.after)) return true;
  // What an app makes of a value is not in the log where its answers do not tell. The base knows it, unless it moved since.
  if (plan.sync[side].capabilities.echoesWrites !== false) return false;
  const half = link?.base[mapping.key]?.[side === 'left' ? 0 : 1];
  const isLast = later.every(
    (write) => write.write <= net.write || write.changes[mapping[write.side].id] === undefined,
  );
  return half !== undefined && isLast && areEquivalent(mapping[side], current, half);
}

/** The name of a field of a record made by a run that no longer shows what runs wrote to it. `null`: there is none. */
function changedSince(one: UndoneRecord): string | null {
  const { plan, side, record, later } = one;
  const own = later.filter((write) => write.side === side && write.kind !== 'stand-in');
  for (const [field, net] of netChanges(own)) {
    const current = record.fields[field];
    const isMapped = plan.sync.fields.some((mapping) => mapping[side].id === field);
    if (isMapped && current !== undefined && !isAsLeft(one, field, net, current)) return nameOf(plan, side, field);
  }
  return null;
}

const nameOf = ({ sync }: PairPlan, side: Side, id: string): string =>
  [...sync[side].object.fields, ...sync[side].object.associations].find((field) => field.id === id)?.name ?? id;

/** By which a person may mean a field: its name and its id, and those of the field that it is mapped with. */
function names(plan: PairPlan, side: Side, id: string): readonly string[] {
  const mapped = [
    ...plan.sync.fields.filter((mapping) => mapping[side].id === id),
    ...plan.sync.associations.filter((mapping) => mapping[side].id === id),
  ];
  return [
    id,
    nameOf(plan, side, id),
    ...mapped.flatMap((mapping) => sides.flatMap((one) => [mapping[one].id, mapping[one].name])),
  ];
}

/** Those of the pairs that a run wrote to. */
export async function pairsWritten(
  { database }: Store,
  run: string,
  pairs: readonly PairPlan[],
): Promise<readonly PairPlan[]> {
  const rows = await database.selectFrom('writes').select('pair_id').distinct().where('run', '=', run).execute();
  const written = new Set(rows.map((row) => row.pair_id));
  return pairs.filter(({ pair }) => written.has(pair));
}

/** Throws for a run that is not in the log. */
export async function checkUndo({ database }: Store, run: string): Promise<void> {
  const known = await database.selectFrom('runs').select('id').where('id', '=', run).executeTakeFirst();
  if (known) return;
  const last = await database
    .selectFrom('runs')
    .innerJoin('writes', 'writes.run', 'runs.id')
    .select('runs.id')
    .orderBy('runs.started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  throw new ConfigurationError(`There is no run "${run}" in the log.`, {
    code: 'unknown-run',
    remedy: last ? `The last run that wrote something is ${last.id}.` : 'No run has written anything yet.',
  });
}
