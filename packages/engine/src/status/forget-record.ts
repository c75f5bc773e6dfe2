import type { CompiledSync } from '../context/compiled-sync.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { findMentions, type MentionPlace } from '../store/find-mentions.ts';
import { eraseMentions, eraseRecords, isUnderWay, recordAndTwins } from '../store/forget.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import { objectNumber } from '../store/reads.ts';
import { sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';

/** A record of the person in an app. */
export interface ForgottenRecord {
  readonly account: string;
  /** Id of the object. */
  readonly object: string;
  readonly id: string;
  /** The app had it when it was last looked at: there it has to be deleted by its own means. */
  readonly remains: boolean;
}

/** Another record that names the person by a match key or name: what it says is its own, and stays. */
export interface MentioningRecord {
  readonly account: string;
  /** Id of the object. */
  readonly object: string;
  readonly id: string;
  /** `values`: as its app shows it. `log`: in what is kept of its writes, conflicts and links. */
  readonly places: readonly MentionPlace[];
}

export interface Forgetting {
  readonly records: readonly ForgottenRecord[];
  readonly mentioned: readonly MentioningRecord[];
  /** A write of one of them is under way or was not answered: nothing was erased. */
  readonly underWay: boolean;
}

/**
 * Erases the values of a record and of its twins from the state, its logs included; the ids stay, so that they are neither paired
 * nor read again. `null`: nothing is known of such a record. `preview`: only tells what would be erased.
 */
export async function forgetRecord(
  store: Store,
  syncs: readonly CompiledSync[],
  wanted: {
    readonly account: string;
    /** Id of the object. */
    readonly object: string;
    readonly id: string;
    /** Milliseconds since 1970, UTC. */
    readonly at: number;
    readonly preview: boolean;
  },
): Promise<Forgetting | null> {
  await numberSyncs(store, syncs);
  const object = await store.transaction((database) => objectNumber(database, wanted.account, wanted.object));
  const records = await recordAndTwins(store.database, object, wanted.id);
  if (records.length === 0) return null;
  const underWay = await isUnderWay(store.database, records);
  const objects = await store.database.selectFrom('objects').selectAll().execute();
  const told: ForgottenRecord[] = [];
  const observed: Observation[] = [];
  for (const record of records) {
    const shown = (await loadObservations(store.database, record.object, [record.id])).get(record.id);
    if (shown) observed.push(shown);
    const { account = '', object: objectId = '' } = objects.find(({ id }) => id === record.object) ?? {};
    told.push({ account, object: objectId, id: record.id, remains: shown?.gone === false });
  }
  const numbers = records.map(({ number }) => number);
  const keys = await store.database.selectFrom('record_keys').select('key').where('record', 'in', numbers).execute();
  const texts = mentions(
    syncs,
    observed,
    keys.map(({ key }) => key),
  );
  if (!wanted.preview && !underWay) {
    await store.transaction(async (database) => {
      await eraseRecords(database, records, wanted.at);
      await eraseMentions(database, texts);
    });
    await store.compact();
  }
  const mentioned = (await findMentions(store.database, texts, new Set(numbers))).map(({ object: number, ...one }) => {
    const { account = '', object: objectId = '' } = objects.find(({ id }) => id === number) ?? {};
    return { account, object: objectId, id: one.id, places: one.places };
  });
  return { records: told, mentioned, underWay };
}

/** By what others are told of a person: match keys as they are written and as they are compared, e-mail addresses, and names in lists. */
function mentions(
  syncs: readonly CompiledSync[],
  observed: readonly Observation[],
  keys: readonly string[],
): readonly string[] {
  const telling = new Set<string>();
  for (const sync of syncs) {
    for (const side of sides) {
      for (const key of sync.matchKeys) for (const part of key.parts) telling.add(part[side]);
      const { displayField } = sync[side].object;
      if (displayField !== undefined) telling.add(displayField);
      for (const { id, type } of sync[side].object.fields) if (type === 'email') telling.add(id);
    }
  }
  const shown = observed.flatMap(({ fields, alternateKeys }) =>
    [...telling].flatMap((field) => [fields[field], ...(alternateKeys[field] ?? [])]),
  );
  const texts = [...shown, ...keys].flatMap((value) => (typeof value === 'string' ? [value] : []));
  // Shorter ones would be found in everything.
  return [...new Set(texts.filter((text) => text.trim().length >= 4))];
}
