import type { CanonicalValue } from '@linkwright/core';
import type { CompiledSync } from '../context/compiled-sync.ts';
import type { ObjectPlan, PairPlan, Siblings } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import { numberSyncs, siblingsOf } from '../cycle/number-syncs.ts';
import {
  type ConflictState,
  type ConflictsWanted,
  countConflicts,
  type LoggedConflict,
  loadConflicts,
} from '../store/conflicts.ts';
import { type Link, linksById, linksByRecord } from '../store/links.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import type { WriteReason } from '../store/write-reason.ts';
import { findRecords } from './find-records.ts';
import { fieldName, targetLabels } from './mapped-names.ts';
import { ownRecords } from './own-records.ts';

/** A value that two apps did not agree about, with the sides of the file. */
export interface ConflictDescription {
  readonly id: number;
  readonly sync: string;
  readonly run: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly left: ConflictSide;
  readonly right: ConflictSide;
  /** Who won. `null`: a person is to say. */
  readonly winner: Side | null;
  readonly reason: WriteReason;
  readonly state: ConflictState;
  /** What somebody has said about it. `null`: nobody has. */
  readonly resolution: ConflictResolution | null;
}

export interface ConflictResolution {
  /** What the field of each side was to hold since; of an association: labels of its targets. */
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  readonly run: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** Who said it, as the host of the engine tells. `null`: nobody was named. */
  readonly by: string | null;
}

export interface ConflictSide {
  readonly connection: string;
  /** Id of the record. */
  readonly id: string;
  readonly label: string;
  readonly field: string;
  /** Of an association: labels of its targets. */
  readonly value: CanonicalValue;
  /** At the last sync before. Absent: there was none, or it is an association. */
  readonly base?: CanonicalValue;
  /** The app's own time of this version, ISO 8601. `null`: not told. */
  readonly modifiedAt: string | null;
}

export interface ConflictList {
  /** The latest first, at most as many as were asked for. */
  readonly conflicts: readonly ConflictDescription[];
  readonly total: number;
}

export interface ConflictsAsked {
  /** Names of syncs. Absent: all. */
  readonly only?: readonly string[];
  /** The id or the match key of a record, on either side. Absent: of all records. */
  readonly record?: string;
  readonly run?: string;
  /** `true`: only those that a person is to decide. `false`: only the others. Absent: all. */
  readonly open?: boolean;
  /** Only those with a lower number: the last of the page before. The total counts all. */
  readonly before?: number;
  readonly limit: number;
}

/** The log of conflicts, from the store alone. `null`: nobody knows the record. */
export async function describeConflicts(
  store: Store,
  syncs: readonly CompiledSync[],
  asked: ConflictsAsked,
): Promise<ConflictList | null> {
  const plan = await numberSyncs(store, syncs);
  const siblings = siblingsOf(plan.pairs);
  const found: ConflictDescription[] = [];
  let total = 0;
  let isKnown = asked.record === undefined;
  for (const pair of plan.pairs) {
    if (asked.only && !asked.only.includes(pair.sync.name)) continue;
    const links = asked.record === undefined ? undefined : await linksOfRecord(store, pair, asked.record);
    if (links === null) continue;
    isKnown = true;
    const wanted = {
      pair: pair.pair,
      ...(links && { links }),
      ...(asked.run !== undefined && { run: asked.run }),
      ...(asked.open !== undefined && { states: asked.open ? openStates : closedStates }),
    };
    const { conflicts, total: ofPair } = await ownConflicts(store, pair, siblings, wanted, asked);
    found.push(...(await describe(store, pair, plan.objects, conflicts)));
    total += ofPair;
  }
  if (!isKnown) return null;
  found.sort((a, b) => b.id - a.id);
  return { conflicts: found.slice(0, asked.limit), total };
}

/** Those of one link, the latest first. */
export async function conflictsOfLink(
  store: Store,
  pair: PairPlan,
  link: Link | null,
  objects: readonly ObjectPlan[],
): Promise<readonly ConflictDescription[]> {
  if (link === null) return [];
  const wanted = { pair: pair.pair, links: [link.id] };
  return describe(store, pair, objects, await loadConflicts(store.database, wanted, Number.MAX_SAFE_INTEGER));
}

/** Those that a person is to decide. */
export const openStates: readonly ConflictState[] = ['waiting'];

/** Those that wait for nobody, also while the value that won is on its way. */
const closedStates: readonly ConflictState[] = ['sent', 'decided', 'resolved', 'settled'];

/** Where several syncs share a pair, each has the conflicts of the records that it claimed. */
export async function ownConflicts(
  store: Store,
  pair: PairPlan,
  siblings: Siblings,
  wanted: ConflictsWanted,
  { limit, before }: Pick<ConflictsAsked, 'limit' | 'before'>,
): Promise<{ readonly conflicts: readonly LoggedConflict[]; readonly total: number }> {
  const sharing = siblings.get(pair.pair) ?? [pair];
  const { database } = store;
  if (sharing.length < 2) {
    const total = await countConflicts(database, wanted);
    return {
      conflicts:
        limit === 0 ? [] : await loadConflicts(database, { ...wanted, ...(before !== undefined && { before }) }, limit),
      total,
    };
  }
  const ours = await ownRecords(database, pair, sharing);
  const all = await loadConflicts(database, wanted, Number.MAX_SAFE_INTEGER);
  const links = await linksById(database, [...new Set(all.map(({ link }) => link))]);
  const own = all.filter((conflict) => ours({ side: 'left', id: links.get(conflict.link)?.left ?? '' }));
  const page = before === undefined ? own : own.filter(({ id }) => id < before);
  return { conflicts: page.slice(0, limit), total: own.length };
}

/** Numbers of the links of a record, ended ones too. `null`: it is not known here. */
async function linksOfRecord(store: Store, pair: PairPlan, keyOrId: string): Promise<readonly number[] | null> {
  const links: number[] = [];
  let isKnown = false;
  for (const side of sides) {
    const ids = await findRecords(store, pair, side, keyOrId);
    isKnown ||= ids.length > 0;
    for (const state of ['linked', 'tombstone'] as const) {
      const found = await linksByRecord(store.database, pair.pair, side, ids, state);
      links.push(...[...found.values()].map(({ id }) => id));
    }
  }
  return isKnown ? [...new Set(links)] : null;
}

async function describe(
  store: Store,
  pair: PairPlan,
  objects: readonly ObjectPlan[],
  conflicts: readonly LoggedConflict[],
): Promise<readonly ConflictDescription[]> {
  const links = await linksById(store.database, [...new Set(conflicts.map(({ link }) => link))]);
  const labels: Record<Side, ReadonlyMap<string, string>> = { left: new Map(), right: new Map() };
  for (const side of sides) {
    const ids = [...links.values()].map((link) => link[side]);
    labels[side] = await labelsOf(store.database, pair[side], ids);
  }
  const described: ConflictDescription[] = [];
  for (const conflict of conflicts) {
    const link = links.get(conflict.link);
    if (!link) continue;
    const sideOf = async (told: Side): Promise<ConflictSide> => {
      const side = fileSide(pair, told);
      const { field, value } = await valueOn(store, pair, objects, conflict, side, conflict[side]);
      return {
        connection: pair.sync[side].connection,
        id: link[side],
        label: labels[side].get(link[side]) ?? link[side],
        field,
        value,
        ...(conflict.base && { base: conflict.base[side === 'left' ? 0 : 1] }),
        modifiedAt: conflict.times[side],
      };
    };
    const { id, run, at, winner, reason, state, resolution } = conflict;
    const chosen = async (told: Side, values: Readonly<Record<Side, CanonicalValue>>): Promise<CanonicalValue> => {
      const side = fileSide(pair, told);
      return (await valueOn(store, pair, objects, conflict, side, values[side])).value;
    };
    described.push({
      id,
      sync: pair.sync.name,
      run,
      at,
      left: await sideOf('left'),
      right: await sideOf('right'),
      winner: winner && fileSide(pair, winner),
      reason,
      state,
      resolution: resolution && {
        left: await chosen('left', resolution.values),
        right: await chosen('right', resolution.values),
        run: resolution.run,
        at: resolution.at,
        by: resolution.by,
      },
    });
  }
  return described;
}

async function valueOn(
  store: Store,
  pair: PairPlan,
  objects: readonly ObjectPlan[],
  conflict: LoggedConflict,
  side: Side,
  value: CanonicalValue,
): Promise<Pick<ConflictSide, 'field' | 'value'>> {
  const association = pair.associations.find(({ mapping }) => mapping.key === conflict.mapping);
  if (association && Array.isArray(value)) {
    const field = association.mapping[side].name;
    return { field, value: await targetLabels(store, objects, association, side, value) };
  }
  const mapping = pair.sync.fields.find(({ key }) => key === conflict.mapping);
  // A mapping that has left the file is named by the ids that it had.
  return { field: mapping ? fieldName(pair, side, mapping[side].id) : conflict.mapping, value };
}
