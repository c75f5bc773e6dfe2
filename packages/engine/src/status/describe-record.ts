import type { CanonicalValue } from '@linkwright/core';
import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf, labelsOf } from '../context/record-labels.ts';
import { numberSyncs, siblingsOf } from '../cycle/prepare-cycle.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { recentWrites } from '../store/log.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import { isReferredTo } from '../store/references.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { type HoldReason, loadFailures, loadHolds } from '../store/work.ts';
import { type AssociationDescription, describeAssociations, type KnownPlans } from './describe-associations.ts';
import { findRecords } from './find-records.ts';
import { ownRecords } from './own-records.ts';

/** Both twins of a record, field by field, and its associations with the reason of each that is missing. */
export interface RecordDescription {
  readonly sync: string;
  /** The engine derived the sync for the targets of associations. */
  readonly implied: boolean;
  readonly id: string;
  readonly label: string;
  readonly left: TwinDescription | null;
  readonly right: TwinDescription | null;
  /** How the two came together. `null`: they are not linked. */
  readonly link: string | null;
  /** Why a rule leaves it out. */
  readonly notes: readonly string[];
  /** Writes of its values that the other app refused, or that it cannot hold. */
  readonly failures: readonly FailureDescription[];
  /** Why one of the two is left alone. */
  readonly holds: readonly HoldDescription[];
  readonly fields: readonly FieldDescription[];
  readonly associations: readonly AssociationDescription[];
}

/** Times are milliseconds since 1970, UTC. */
export interface FailureDescription {
  /** Where the record stands whose values were refused. */
  readonly connection: string;
  readonly id: string;
  readonly code: string;
  readonly category: string;
  readonly field: string | null;
  readonly message: string;
  readonly remedy: string;
  readonly attempts: number;
  readonly since: number;
  readonly nextAt: number;
}

export interface HoldDescription {
  readonly connection: string;
  readonly id: string;
  readonly reason: HoldReason;
  readonly text: string;
  readonly since: number;
  /** Records that a person has to choose from, or that are in the way. */
  readonly candidates: readonly { readonly connection: string; readonly id: string; readonly label: string }[];
}

export interface TwinDescription {
  readonly connection: string;
  readonly object: string;
  readonly id: string;
  readonly url: string | null;
  readonly gone: boolean;
}

export interface FieldDescription {
  readonly left: {
    readonly name: string;
    readonly value: CanonicalValue | undefined;
    readonly base: CanonicalValue | undefined;
  };
  readonly right: {
    readonly name: string;
    readonly value: CanonicalValue | undefined;
    readonly base: CanonicalValue | undefined;
  };
  /** The run that wrote it last, and where. `null`: no run did. */
  readonly written: { readonly connection: string; readonly run: string; readonly at: number } | null;
}

/** Every sync that knows the record. `keyOrId`: its id, its match key, or what it is called. */
export async function describeRecord(
  store: Store,
  syncs: readonly CompiledSync[],
  wanted: { readonly connection: string; readonly object: string; readonly keyOrId: string },
): Promise<readonly RecordDescription[]> {
  const plan = await numberSyncs(store, syncs);
  const described: RecordDescription[] = [];
  const siblings = siblingsOf(plan.pairs);
  for (const pair of plan.pairs) {
    const ours = await ownRecords(store.database, pair, siblings.get(pair.pair) ?? [pair]);
    for (const side of sides) {
      const { connection, object } = pair.sync[side];
      if (connection !== wanted.connection || ![object.name, object.id].includes(wanted.object)) continue;
      for (const id of await findRecords(store, pair, side, wanted.keyOrId)) {
        if (!ours({ side, id })) continue;
        described.push(await describePair(store, pair, side, id, { objects: plan.objects, siblings }));
      }
    }
  }
  return described;
}

async function describePair(
  store: Store,
  pair: PairPlan,
  side: Side,
  id: string,
  known: KnownPlans,
): Promise<RecordDescription> {
  const { database } = store;
  const linked = (await linksByRecord(database, pair.pair, side, [id])).get(id);
  const link = linked ?? (await linksByRecord(database, pair.pair, side, [id], 'tombstone')).get(id) ?? null;
  const ids: Record<Side, string | null> = { left: null, right: null, [side]: id };
  if (link) {
    ids.left = link.left;
    ids.right = link.right;
  }
  const records: Record<Side, Observation | null> = { left: null, right: null };
  for (const one of sides) {
    const wanted = ids[one];
    if (wanted !== null)
      records[one] = (await loadObservations(database, pair[one].object, [wanted])).get(wanted) ?? null;
  }
  const own = records[side];
  const twin = (one: Side): TwinDescription | null => {
    const record = records[fileSide(pair, one)];
    const end = pair.sync[fileSide(pair, one)];
    if (!record) return null;
    return {
      connection: end.connection,
      object: end.object.name,
      id: record.id,
      url: end.app.recordUrl?.({ object: end.object.id, id: record.id }) ?? null,
      gone: record.gone,
    };
  };
  return {
    sync: pair.sync.name,
    implied: pair.sync.implied,
    id,
    label: own ? labelOf(pair[side], own) : id,
    left: twin('left'),
    right: twin('right'),
    link: link ? (link.state === 'linked' ? link.reason : `ended: ${link.reason}`) : null,
    notes: link ? [] : await leftOut(store, pair, side, id),
    failures: await failuresOf(store, pair, ids),
    holds: await holdsOf(store, pair, ids),
    fields: await fieldsOf(store, pair, link, records),
    associations: linked ? await describeAssociations(store, pair, linked, records, known) : [],
  };
}

async function failuresOf(
  store: Store,
  pair: PairPlan,
  ids: Record<Side, string | null>,
): Promise<readonly FailureDescription[]> {
  const described: FailureDescription[] = [];
  for (const side of sides) {
    const id = ids[side];
    if (id === null) continue;
    for (const { origin, ...failure } of await loadFailures(store.database, pair.pair, { record: { side, id } })) {
      described.push({ connection: pair.sync[side].connection, id: origin.id, ...failure });
    }
  }
  return described;
}

async function holdsOf(
  store: Store,
  pair: PairPlan,
  ids: Record<Side, string | null>,
): Promise<readonly HoldDescription[]> {
  const described: HoldDescription[] = [];
  for (const side of sides) {
    const id = ids[side];
    if (id === null) continue;
    for (const { reason, detail, since } of await loadHolds(store.database, pair.pair, { record: { side, id } })) {
      const candidates: HoldDescription['candidates'][number][] = [];
      for (const candidate of detail.records) {
        const labels = await labelsOf(store.database, pair[candidate.side], [candidate.id]);
        candidates.push({
          connection: pair.sync[candidate.side].connection,
          id: candidate.id,
          label: labels.get(candidate.id) ?? candidate.id,
        });
      }
      described.push({ connection: pair.sync[side].connection, id, reason, text: detail.text, since, candidates });
    }
  }
  return described;
}

/** Of an implied sync: why it does nothing for a record. */
async function leftOut(store: Store, pair: PairPlan, side: Side, id: string): Promise<readonly string[]> {
  const { referrers } = pair;
  if (referrers === null || (await isReferredTo(store.database, { ...pair, referrers }, side, id))) return [];
  return ['left out: no record that is synced refers to it'];
}

async function fieldsOf(
  store: Store,
  pair: PairPlan,
  link: Link | null,
  records: Record<Side, Observation | null>,
): Promise<readonly FieldDescription[]> {
  const written = new Map<string, NonNullable<FieldDescription['written']>>();
  for (const side of sides) {
    const record = records[side];
    if (!record) continue;
    const writes = await recentWrites(store.database, pair.pair, side, [record.number], 0);
    for (const { changes, run, at } of writes.get(record.number) ?? []) {
      for (const field of Object.keys(changes)) {
        written.set(`${side} ${field}`, { connection: pair.sync[side].connection, run, at });
      }
    }
  }
  return pair.sync.fields.map((mapping) => {
    const base = link?.base[mapping.key];
    const half = (side: Side) => ({
      name: mapping[side].name,
      value: records[side]?.fields[mapping[side].id],
      base: base?.[side === 'left' ? 0 : 1],
    });
    const writes = sides.flatMap((side) => written.get(`${side} ${mapping[side].id}`) ?? []);
    writes.sort((a, b) => b.at - a.at);
    return { left: half(fileSide(pair, 'left')), right: half(fileSide(pair, 'right')), written: writes[0] ?? null };
  });
}
