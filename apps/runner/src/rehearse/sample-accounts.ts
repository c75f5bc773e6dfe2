import type { AssociationTarget, CallOptions, SourceRecord } from '@linkwright/core';
import type { CompiledSync } from '@linkwright/engine';
import type { Session } from '../session/open-session.ts';
import { ObjectSample } from './object-sample.ts';
import { objectKey, type SampledObject, sampledObjects } from './sampled-object.ts';

export type Samples = ReadonlyMap<string, ObjectSample>;

/** Taken, and not yet asked for what belongs to it. */
type Fresh = Map<ObjectSample, SourceRecord[]>;

const sides = ['left', 'right'] as const;

/**
 * Takes so many records of each object of the syncs: a part of them as the apps tell them, then what these are
 * associated with, as far as there is room, and what they would be matched with in any case, and so on, and then further
 * ones as the apps tell them. So associations stay inside the sample where they can, and pairs come in whole.
 */
export async function sampleAccounts(
  session: Session,
  most: number,
  options: CallOptions,
  progress: (taken: number) => void,
): Promise<Samples> {
  const objects = [...sampledObjects(session)];
  // What points at others comes first, while there is room for its targets.
  const sorted = objects.toSorted(([a], [b]) => pointersTo(objects, a) - pointersTo(objects, b));
  const samples = new Map(sorted.map(([key, object]) => [key, new ObjectSample(object, most, options)]));
  const { syncs } = session.compilation;
  const grow = async (share: (sample: ObjectSample) => number): Promise<void> => {
    for (const sample of samples.values()) {
      let fresh: Fresh = new Map([[sample, [...(await sample.takeNext(share(sample)))]]]);
      while ([...fresh.values()].some((records) => records.length > 0)) {
        fresh = await takeRelated(samples, syncs, fresh);
        progress([...samples.values()].reduce((sum, { records }) => sum + records.size, 0));
      }
    }
  };
  try {
    await grow(() => Math.ceil(most / 4));
    await grow((sample) => sample.room);
    return samples;
  } finally {
    await Promise.all([...samples.values()].map((sample) => sample.close()));
  }
}

/** How many other objects point at this one, by the associations that are read. */
const pointersTo = (objects: readonly (readonly [string, SampledObject])[], key: string): number =>
  objects.filter(
    ([other, { account, schema, associations }]) =>
      other !== key &&
      schema.associations.some(
        ({ id, targets }) => associations.has(id) && targets.some((target) => `${account}\n${target}` === key),
      ),
  ).length;

async function takeRelated(samples: Samples, syncs: readonly CompiledSync[], fresh: Fresh): Promise<Fresh> {
  const next: Fresh = new Map();
  const take = async (sample: ObjectSample, ids: readonly string[], which: 'with-room' | 'all'): Promise<void> => {
    const taken = await sample.takeIds(ids, which);
    next.set(sample, [...(next.get(sample) ?? []), ...taken]);
  };
  for (const [sample, records] of fresh) {
    for (const [target, ids] of await targetsOf(samples, sample, records)) await take(target, ids, 'with-room');
    for (const sync of syncs) {
      for (const side of sides) {
        if (samples.get(objectKey(sync[side])) !== sample) continue;
        const partner = samples.get(objectKey(sync[side === 'left' ? 'right' : 'left']));
        if (partner === undefined) continue;
        // A record without its partner would look like one that has none.
        await take(partner, await partnersOf(partner, sync, side, records), 'all');
      }
    }
  }
  return next;
}

/** Ids of what the records point at, by the samples of their objects. */
async function targetsOf(
  samples: Samples,
  { object }: ObjectSample,
  records: readonly SourceRecord[],
): Promise<ReadonlyMap<ObjectSample, readonly string[]>> {
  const found = new Map<ObjectSample, string[]>();
  for (const field of object.schema.associations) {
    const targets = records.flatMap(({ associations }) => associations?.[field.id] ?? []);
    for (const target of field.targets) {
      const sample = samples.get(`${object.account}\n${target}`);
      if (sample === undefined || targets.length === 0) continue;
      found.set(sample, [...(found.get(sample) ?? []), ...(await idsOf(sample, targets, field.refersBy))]);
    }
  }
  return found;
}

async function idsOf(
  sample: ObjectSample,
  targets: readonly AssociationTarget[],
  refersBy: string | undefined,
): Promise<readonly string[]> {
  const ids = targets.flatMap((target) => ('id' in target ? [target.id] : []));
  const keys = [...new Set(targets.flatMap((target) => ('key' in target ? [target.key] : [])))];
  if (refersBy === undefined || keys.length === 0 || sample.room === 0) return ids;
  return [...ids, ...(await sample.findIds(keys.map((key) => ({ [refersBy]: key }))))];
}

/** Ids of the records on the other side that have the values of a match key as they stand here. */
async function partnersOf(
  partner: ObjectSample,
  sync: CompiledSync,
  side: 'left' | 'right',
  records: readonly SourceRecord[],
): Promise<readonly string[]> {
  const other = side === 'left' ? 'right' : 'left';
  const ids: string[] = [];
  for (const { parts } of sync.matchKeys) {
    const isFindable = parts.every((part) => {
      const field = partner.object.schema.fields.find(({ id }) => id === part[other]);
      return field !== undefined && field.lookup !== 'none';
    });
    if (!isFindable) continue;
    const keys = records.flatMap(({ fields }) => {
      const values = parts.map((part) => [part[other], fields[part[side]]] as const);
      const filled = values.flatMap(([id, value]) => (typeof value === 'string' ? [[id, value] as const] : []));
      return filled.length === parts.length ? [Object.fromEntries(filled)] : [];
    });
    ids.push(...(await partner.findIds(keys)));
  }
  return ids;
}
