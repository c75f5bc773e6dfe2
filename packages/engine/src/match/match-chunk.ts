import type { Kysely } from 'kysely';
import type { CycleContext, PairPlan } from '../cycle/cycle-context.ts';
import { type Admission, admitMatch } from '../filter/admit-records.ts';
import { isFiltered } from '../filter/standing.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import type { Database } from '../store/database.ts';
import { wakeSourcesOf } from '../store/edges.ts';
import { addLinks, type Link, linksByRecord, reviveLink } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import { loadObservations } from '../store/observations.ts';
import { keysOfRecords, recordsByKey } from '../store/record-keys.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Hold } from '../store/work.ts';
import { type KeyIndex, type MatchDecision, type MatchRecord, matchRecord } from './match-records.ts';

export interface UnlinkedRecord {
  readonly side: Side;
  readonly observation: Observation;
}

export interface ChunkMatches<Unlinked extends UnlinkedRecord> {
  readonly linked: readonly { readonly link: Link; readonly reason: 'matched' | 'restored' }[];
  /** Nothing on the other side is the same: to be created there, if the rules allow it. */
  readonly lonely: readonly (Unlinked & { readonly keyless: boolean })[];
  readonly holds: readonly Hold[];
}

/**
 * Finds partners for the unlinked records of a chunk, and stores the links. Records that are none of linked, lonely and
 * held have to be looked at again once the deletions that came to light are settled.
 */
export async function matchChunk<Unlinked extends UnlinkedRecord>(
  context: CycleContext,
  plan: PairPlan,
  unlinked: readonly Unlinked[],
): Promise<ChunkMatches<Unlinked>> {
  const restored = await restoreLinks(context, plan, unlinked);
  const rest = unlinked.filter(
    (record) => !restored.some((entry) => entry.link[record.side] === record.observation.id),
  );
  const index = await loadIndex(context.store.database, plan, rest);
  const admit = await loadAdmission(context, plan, index);
  // A rival that is linked already is read first: if it is gone, its link is free. In a preview it may not exist yet.
  const decisions = rest.map((record) => decide(record, index));
  const taken = decisions.flatMap((decision) =>
    decision.kind === 'ambiguous' ? decision.records.filter((other) => other.linkedTo !== null) : [],
  );
  const gone = context.preview ? new Set<string>() : await goneAmong(context, plan, taken);
  const isWaiting = (decision: MatchDecision): boolean =>
    decision.kind === 'ambiguous' &&
    decision.records.some((other) => gone.has(place(other.side, other.id)) || gone.has(twinOf(other)));
  const pairs: { readonly left: string; readonly right: string }[] = [];
  const alone: (Unlinked & { keyless: boolean })[] = [];
  const holds: Hold[] = [];
  const partnered = new Set<string>();
  for (const [position, record] of rest.entries()) {
    const { side, observation } = record;
    if (partnered.has(place(side, observation.id))) continue;
    // A link that was made since may have taken its partner.
    const decision = (pairs.length === 0 ? decisions[position] : undefined) ?? decide(record, index);
    if (isWaiting(decision)) continue;
    if (decision.kind === 'link') {
      const { partner } = decision;
      const back = matchRecord(partner, index);
      if (back.kind === 'link' && back.partner.id === observation.id) {
        const admission = admit(record, partner);
        if (admission !== 'admitted') {
          if (admission !== 'leave') holds.push(admission);
          continue;
        }
        pairs.push(
          side === 'left' ? { left: observation.id, right: partner.id } : { left: partner.id, right: observation.id },
        );
        partnered.add(place(partner.side, partner.id)).add(place(side, observation.id));
        index.link(partner, observation.id);
      } else holds.push(ambiguous(plan, record, { kind: 'ambiguous', position: 0, records: [partner] }));
    } else if (decision.kind === 'ambiguous') holds.push(ambiguous(plan, record, decision));
    else alone.push({ ...record, keyless: decision.kind === 'keyless' });
  }
  const matched = pairs.length + restored.length === 0 ? [] : await storeLinks(context, plan, pairs, restored);
  const bereft = await withTombstone(context, plan, alone);
  return {
    linked: [...restored, ...matched.map((link) => ({ link, reason: 'matched' as const }))],
    lonely: alone.filter((record) => !bereft.has(record)),
    holds: [...holds, ...bereft.values()],
  };
}

function storeLinks(
  context: CycleContext,
  plan: PairPlan,
  pairs: readonly { readonly left: string; readonly right: string }[],
  restored: readonly { readonly link: Link }[],
): Promise<readonly Link[]> {
  return context.store.transaction(async (database) => {
    const links = await addLinks(
      database,
      plan.pair,
      pairs.map((pair) => ({ ...pair, reason: 'matched', base: {} })),
      context.clock.now(),
    );
    await wakeSourcesOf(database, plan, [...restored.map((entry) => entry.link), ...links]);
    return links;
  });
}

/** A record whose twin is gone is not given another one by creating it. */
async function withTombstone<Record extends UnlinkedRecord>(
  context: CycleContext,
  plan: PairPlan,
  records: readonly Record[],
): Promise<Map<Record, Hold>> {
  const found = new Map<Record, Hold>();
  for (const side of sides) {
    const ofSide = records.filter((record) => record.side === side);
    const ids = ofSide.map((record) => record.observation.id);
    const tombstones = await linksByRecord(context.store.database, plan.pair, side, ids, 'tombstone');
    for (const record of ofSide) {
      const tombstone = tombstones.get(record.observation.id);
      if (!tombstone) continue;
      const merged = tombstone.reason === 'merged-away';
      const filteredOut = tombstone.reason === 'filtered-out';
      const twin = `its twin in ${plan.sync[otherSide(side)].displayName} (${tombstone[otherSide(side)]})`;
      found.set(record, {
        side,
        id: record.observation.id,
        reason: merged ? 'merged-away' : filteredOut ? 'partner-filtered-out' : 'twin-gone',
        detail: {
          text: merged
            ? `${twin} was merged into a record with a partner of its own`
            : `${twin} ${filteredOut ? 'was outside the filter when it was unlinked' : 'was deleted'}`,
          records: [],
        },
      });
    }
  }
  return found;
}

const place = (side: Side, id: string): string => `${side} ${id}`;

/** What the filters say about two records that match. */
async function loadAdmission(
  { store, siblings }: CycleContext,
  plan: PairPlan,
  index: LoadedIndex,
): Promise<(record: UnlinkedRecord, partner: MatchRecord) => Admission> {
  const ofPair = siblings.get(plan.pair) ?? [plan];
  if (!isFiltered(ofPair)) return () => 'admitted';
  const observed = {
    left: await loadObservations(store.database, plan.left.object, index.ids('left')),
    right: await loadObservations(store.database, plan.right.object, index.ids('right')),
  };
  return (record, partner) => {
    const observation = observed[partner.side].get(partner.id);
    return observation ? admitMatch(ofPair, plan, record, observation) : 'leave';
  };
}

/** A record that came back under its old id takes its old link again, if its twin is still there and free. */
async function restoreLinks(
  context: CycleContext,
  plan: PairPlan,
  unlinked: readonly UnlinkedRecord[],
): Promise<{ link: Link; reason: 'restored' }[]> {
  const { database } = context.store;
  const siblings = context.siblings.get(plan.pair) ?? [plan];
  const restored: { link: Link; reason: 'restored' }[] = [];
  for (const side of sides) {
    const records = new Map(
      unlinked.filter((record) => record.side === side).map((record) => [record.observation.id, record]),
    );
    const ids = [...records.keys()];
    if (ids.length === 0) continue;
    const other = otherSide(side);
    const tombstones = await linksByRecord(database, plan.pair, side, ids, 'tombstone');
    const twins = [...tombstones.values()].map((link) => link[other]);
    const alive = await loadObservations(database, plan[other].object, twins);
    const busy = await linksByRecord(database, plan.pair, other, twins);
    for (const link of tombstones.values()) {
      const twin = alive.get(link[other]);
      if (!twin || twin.gone || busy.has(twin.id) || link.reason === 'merged-away') continue;
      const record = records.get(link[side]);
      if (!record || admitMatch(siblings, plan, record, twin) !== 'admitted') continue;
      if (restored.some((entry) => entry.link[other] === link[other])) continue;
      await context.store.transaction((transaction) => reviveLink(transaction, link.id));
      restored.push({ link: { ...link, state: 'linked' }, reason: 'restored' });
    }
  }
  return restored;
}

function decide(record: UnlinkedRecord, index: LoadedIndex): MatchDecision {
  const known = index.record(record.side, record.observation.id);
  return known ? matchRecord(known, index) : { kind: 'keyless' };
}

/** Which of these records, or of their partners, the apps no longer have. */
async function goneAmong(
  context: CycleContext,
  plan: PairPlan,
  bearers: readonly MatchRecord[],
): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  for (const side of sides) {
    const own = bearers.filter((bearer) => bearer.side === side).map((bearer) => bearer.id);
    const partners = bearers.filter((bearer) => bearer.side !== side).map((bearer) => bearer.linkedTo ?? '');
    const ids = [...own, ...partners.filter((id) => id !== '')];
    if (ids.length === 0) continue;
    for (const id of await verifyRecords(context, plan[side], ids)) gone.add(place(side, id));
  }
  return gone;
}

const twinOf = (record: MatchRecord): string => place(otherSide(record.side), record.linkedTo ?? '');

function ambiguous(plan: PairPlan, record: UnlinkedRecord, decision: MatchDecision & { kind: 'ambiguous' }): Hold {
  const key = plan.sync.matchKeys[decision.position];
  const names = (key?.parts ?? []).map((part) => {
    const id = part[record.side];
    return plan.sync[record.side].object.fields.find((field) => field.id === id)?.name ?? id;
  });
  const values = (key?.parts ?? []).map((part) => record.observation.fields[part[record.side]] ?? '');
  const own = decision.records.filter((other) => other.side === record.side).length;
  const across = decision.records.length - own;
  const parts = [
    own > 0 ? `${own} more in ${plan.sync[record.side].displayName}` : '',
    across > 0 ? `${across} in ${plan.sync[otherSide(record.side)].displayName}` : '',
  ].filter((part) => part !== '');
  return {
    side: record.side,
    id: record.observation.id,
    reason: 'ambiguous',
    detail: {
      text: `${names.join(' + ')} "${values.join(' ')}" is also borne by ${parts.join(' and ')} (${shownIds(decision.records)})`,
      records: decision.records.map((other) => ({ side: other.side, id: other.id })),
    },
  };
}

function shownIds(records: readonly MatchRecord[]): string {
  const shown = records.slice(0, 3).map((record) => record.id);
  return records.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}

interface LoadedIndex extends KeyIndex {
  record(side: Side, id: string): MatchRecord | undefined;
  ids(side: Side): readonly string[];
  /** From here on the record counts as linked. */
  link(record: MatchRecord, to: string): void;
}

/**
 * All records of both sides that bear a key of one of these records, and those that bear another key of these in turn: a
 * partner is judged by its own keys, whichever of the two is looked at.
 */
async function loadIndex(
  database: Kysely<Database>,
  plan: PairPlan,
  records: readonly UnlinkedRecord[],
): Promise<LoadedIndex> {
  const ids: Record<Side, Set<string>> = { left: new Set(), right: new Set() };
  for (const record of records) ids[record.side].add(record.observation.id);
  const newMaps = <Value>(): Map<string, Value>[] => plan.keys.map(() => new Map());
  const borne: Record<Side, Map<string, string>[]> = { left: newMaps(), right: newMaps() };
  const bearers: Record<Side, Map<string, string[]>[]> = { left: newMaps(), right: newMaps() };
  const wanted: Set<string>[] = plan.keys.map(() => new Set<string>());
  let fresh: Record<Side, readonly string[]> = { left: [...ids.left], right: [...ids.right] };
  for (let round = 0; fresh.left.length + fresh.right.length > 0; round += 1) {
    const asked: Set<string>[] = plan.keys.map(() => new Set<string>());
    for (const side of sides) {
      for (const [position, definition] of plan.keys.entries()) {
        for (const [id, key] of await keysOfRecords(database, definition[side], fresh[side])) {
          borne[side][position]?.set(id, key);
          if (!wanted[position]?.has(key)) asked[position]?.add(key);
        }
      }
    }
    if (round === 2) break;
    const found: Record<Side, Set<string>> = { left: new Set(), right: new Set() };
    for (const [position, definition] of plan.keys.entries()) {
      const keys = [...(asked[position] ?? [])];
      for (const key of keys) wanted[position]?.add(key);
      for (const side of sides) {
        for (const [key, bearing] of await recordsByKey(database, definition[side], keys)) {
          bearers[side][position]?.set(key, bearing);
          for (const id of bearing) if (!ids[side].has(id)) found[side].add(id);
        }
      }
    }
    fresh = { left: [...found.left], right: [...found.right] };
    for (const side of sides) for (const id of fresh[side]) ids[side].add(id);
  }
  const known: Record<Side, Map<string, MatchRecord>> = { left: new Map(), right: new Map() };
  for (const side of sides) {
    const all = [...ids[side]];
    const links = await linksByRecord(database, plan.pair, side, all);
    for (const id of all) {
      known[side].set(id, {
        side,
        id,
        keys: borne[side].map((found) => found.get(id) ?? ''),
        linkedTo: links.get(id)?.[otherSide(side)] ?? null,
      });
    }
  }
  return {
    record: (side, id) => known[side].get(id),
    ids: (side) => [...known[side].keys()],
    bearers: (side, position, key) => {
      const bearing = bearers[side][position]?.get(key) ?? [];
      return bearing.map((id) => known[side].get(id)).filter((record) => record !== undefined);
    },
    link: (record, to) => known[record.side].set(record.id, { ...record, linkedTo: to }),
  };
}
