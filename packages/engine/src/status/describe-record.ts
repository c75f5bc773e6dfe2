import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf } from '../context/record-labels.ts';
import { numberSyncs, siblingsOf } from '../cycle/number-syncs.ts';
import { readAccount } from '../store/calls.ts';
import { linksByRecord } from '../store/links.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import { isReferredTo } from '../store/references.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { describeAssociations, type KnownPlans } from './describe-associations.ts';
import { conflictsOfLink } from './describe-conflicts.ts';
import { describeFields } from './describe-fields.ts';
import { describeHistory, historySince, linkedAt } from './describe-history.ts';
import { failuresOf, holdsOf } from './describe-troubles.ts';
import { findGoneRecords, findRecords } from './find-records.ts';
import { ownRecords } from './own-records.ts';
import type { RecordDescription, TwinDescription } from './record-description.ts';

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
      const there = await findRecords(store, pair, side, wanted.keyOrId);
      const ids = there.length > 0 ? there : await findGoneRecords(store, pair, side, wanted.keyOrId);
      for (const id of ids) {
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
  const accounts: Record<Side, string | null> = { left: null, right: null };
  for (const one of sides) {
    // `hubspot:123`: accounts are told apart by their connector, too.
    const account = await readAccount(database, pair.sync[fileSide(pair, one)].connection);
    accounts[one] = account?.slice(account.indexOf(':') + 1) ?? null;
  }
  const twin = (one: Side): TwinDescription | null => {
    const record = records[fileSide(pair, one)];
    const end = pair.sync[fileSide(pair, one)];
    if (!record) return null;
    return {
      connection: end.connection,
      object: end.object.name,
      id: record.id,
      url: end.app.recordUrl?.({ object: end.object.id, id: record.id, account: accounts[one] }) ?? null,
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
    fields: await describeFields(store, pair, link, records),
    associations: linked ? await describeAssociations(store, pair, linked, records, known) : [],
    conflicts: await conflictsOfLink(store, pair, link, known.objects),
    linkedAt: await linkedAt(store, link),
    historySince: await historySince(store, link),
    history: await describeHistory(store, pair, records, known),
  };
}

/** Of an implied sync: why it does nothing for a record. */
async function leftOut(store: Store, pair: PairPlan, side: Side, id: string): Promise<readonly string[]> {
  const { referrers } = pair;
  if (referrers === null || (await isReferredTo(store.database, { ...pair, referrers }, side, id))) return [];
  return ['left out: no record that is synced refers to it'];
}
