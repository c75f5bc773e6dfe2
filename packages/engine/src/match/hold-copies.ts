import type { Kysely } from 'kysely';
import type { CycleContext, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import type { Database } from '../store/database.ts';
import type { Hold } from '../store/holds.ts';
import { linksByRecord } from '../store/links.ts';
import { mergedInto } from '../store/merged-records.ts';
import { keysOfNumbered, type NumberedRecord, recordsByKey } from '../store/record-keys.ts';
import { otherSide, type Side, sides } from '../store/side.ts';

/**
 * Records that are about to be created on the other side although their copy may stand there already, because the state
 * was lost, an older one was put back, or both apps were full when they first met.
 *
 * A record without a match key waits while an unlinked one of the other side says the same: nothing can tell whether
 * they are one or two. A record that bears a write id of ours was made by a sync; without a link, the state that knew its
 * original is gone.
 */
export async function holdCopies<Record extends UnlinkedRecord>(
  context: CycleContext,
  plan: PairPlan,
  creates: readonly Record[],
): Promise<{ readonly creates: readonly Record[]; readonly holds: readonly Hold[] }> {
  const holds = new Map<Record, Hold>();
  for (const side of sides) {
    if (plan.payloads === null && plan.writeIds[side] === null) continue;
    const records = creates.filter((record) => record.side === side);
    if (records.length === 0) continue;
    const ids = records.map(({ observation: { id, number } }) => ({ id, number }));
    const alike = await unlinkedAlike(context, plan, side, ids);
    const orphans = await orphansAmong(context, plan, side, ids);
    for (const record of records) {
      const { id } = record.observation;
      const candidates = alike.get(id) ?? [];
      if (candidates.length === 0 && !orphans.has(id)) continue;
      const text = orphans.has(id) ? orphanText(plan, side, candidates) : alikeText(plan, side, candidates);
      const others = candidates.map((candidate) => ({ side: otherSide(side), id: candidate }));
      holds.set(record, { side, id, reason: 'in-review', detail: { text, records: others } });
    }
  }
  if (holds.size === 0) return { creates, holds: [] };
  return { creates: creates.filter((record) => !holds.has(record)), holds: [...holds.values()] };
}

/** By record id: the unlinked records of the other side that have no match key either and say the same. */
async function unlinkedAlike(
  { store: { database } }: CycleContext,
  { pair, payloads }: PairPlan,
  side: Side,
  records: readonly NumberedRecord[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  if (payloads === null) return found;
  const other = otherSide(side);
  const borne = await keysOfNumbered(database, payloads[side], records);
  const bearers = await recordsByKey(database, payloads[other], [...new Set([...borne.values()].flat())]);
  const linked = await linksByRecord(database, pair, other, [...bearers.values()].flat());
  for (const [id, borneBy] of borne) {
    const free = borneBy.flatMap((payload) => bearers.get(payload) ?? []).filter((candidate) => !linked.has(candidate));
    if (free.length > 0) found.set(id, free);
  }
  return found;
}

/**
 * Records with a write id that the state knows nothing of. One that has a link in another pair was made by the sync of that
 * pair, one whose write id a record with a link bears too is a person's duplicate of that record, and a survivor bears the write
 * ids of what was merged into it.
 */
async function orphansAmong(
  { store: { database } }: CycleContext,
  plan: PairPlan,
  side: Side,
  records: readonly NumberedRecord[],
): Promise<ReadonlySet<string>> {
  const definition = plan.writeIds[side];
  if (definition === null) return new Set();
  const borne = await keysOfNumbered(database, definition, records);
  if (borne.size === 0) return new Set();
  const bearers = await recordsByKey(database, definition, [...new Set([...borne.values()].flat())]);
  const known = await everLinked(database, plan[side], [...bearers.values()].flat());
  const orphans = [...borne].filter(
    ([, writeIds]) => !writeIds.some((writeId) => bearers.get(writeId)?.some((bearer) => known.has(bearer))),
  );
  if (orphans.length === 0) return new Set();
  const merged = await mergedInto(
    database,
    plan[side].object,
    orphans.map(([id]) => id),
  );
  const knownMerged = await everLinked(database, plan[side], [...merged.values()].flat());
  const unknown = orphans.filter(([id]) => !merged.get(id)?.some((one) => knownMerged.has(one)));
  return new Set(unknown.map(([id]) => id));
}

/** Those of these records that have, or had, a twin in any pair of their object. */
async function everLinked(
  database: Kysely<Database>,
  { pairs }: ObjectPlan,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const end of pairs) {
    for (const state of ['linked', 'tombstone'] as const) {
      for (const id of (await linksByRecord(database, end.pair, end.side, ids, state)).keys()) known.add(id);
    }
  }
  return known;
}

function alikeText(plan: PairPlan, side: Side, candidates: readonly string[]): string {
  const there = plan.sync[otherSide(side)].displayName;
  const who = candidates.length === 1 ? `an unlinked record in ${there} says` : `unlinked records in ${there} say`;
  const own = candidates.length === 1 ? 'both the same key' : 'those that belong together the same key';
  return `it has no match key, and ${who} the same (${shown(candidates)}): give ${own}, make them differ, or delete what is there twice`;
}

function orphanText(plan: PairPlan, side: Side, candidates: readonly string[]): string {
  const field = plan.sync[side].object.fields.find(({ id }) => id === plan.sync.identity[side]);
  const name = `"${field?.name ?? plan.sync.identity[side]}"`;
  const found = candidates.length === 0 ? '' : `, perhaps of ${shown(candidates)}`;
  const remedy = `give it and its original the same match key, delete it, or empty ${name} if it is a record of its own`;
  return `${name} says that a sync whose state is gone made it as a copy${found}: ${remedy}`;
}

function shown(ids: readonly string[]): string {
  return ids.length > 3 ? `${ids.slice(0, 3).join(', ')}, …` : ids.join(', ');
}
