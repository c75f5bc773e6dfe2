import { keysOf, type Normalizers } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { ObjectKey, ObjectPlan, TargetKey } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { wakeSourcesByEdge, wakeWaitersForKeys } from '../store/edges.ts';
import { saveFormerKeys } from '../store/former-keys.ts';
import { wakeAmbiguous } from '../store/holds.ts';
import type { Observation } from '../store/observations.ts';
import {
  addRecordKeys,
  type BorneKeys,
  bearersOf,
  keysByNumber,
  type NumberedRecord,
  type RecordKey,
  replaceRecordKeys,
} from '../store/record-keys.ts';
import { otherSide } from '../store/side.ts';

/** Brings the index of match keys up to date. `known`: numbers of records that were observed before, so may have borne others. */
export async function saveKeys(
  database: Kysely<Database>,
  plan: ObjectPlan,
  records: readonly Observation[],
  normalizers: Normalizers,
  known: ReadonlySet<number>,
  at: number,
): Promise<void> {
  if (records.length === 0) return;
  const added: BorneKeys[] = [];
  const changed: BorneKeys[] = [];
  const before: number[] = [];
  for (const { number } of records) if (known.has(number)) before.push(number);
  for (const { definition, key, side } of plan.keys) {
    const old = await keysByNumber(database, definition, before);
    for (const record of records) {
      const keys = keysOf(key, side, record, normalizers);
      const { number } = record;
      if (!known.has(number)) {
        if (keys.length > 0) added.push({ definition, record: number, keys });
      } else if (!sameKeys(old.get(number) ?? none, keys)) changed.push({ definition, record: number, keys });
    }
  }
  const renamed = new Set(changed.map(({ record }) => record));
  await wakeRivals(database, plan.keys, [...renamed]);
  if (plan.targetKeys.length > 0) await saveTargetKeys(database, plan, records, normalizers, at);
  for (const one of derivedKeys(plan, records, normalizers, known)) (known.has(one.record) ? changed : added).push(one);
  await addRecordKeys(database, added);
  await replaceRecordKeys(database, changed);
}

const none: readonly string[] = [];

/** The same ones, in whichever order. */
const sameKeys = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key) => b.includes(key));

/** A record that is seen for the first time and does not bear a key has none to be taken back. */
function derivedKeys(
  plan: ObjectPlan,
  records: readonly Observation[],
  normalizers: Normalizers,
  known: ReadonlySet<number>,
): readonly BorneKeys[] {
  return plan.derivedKeys.flatMap(({ definition, of }) =>
    records
      .map((record) => ({ definition, record: record.number, keys: record.gone ? none : one(of(record, normalizers)) }))
      .filter(({ record, keys }) => keys.length > 0 || known.has(record)),
  );
}

const one = (key: string): readonly string[] => (key === '' ? none : [key]);

/** Whoever names these records by a key, or waits for one, has to look again where the key is another than before. */
async function saveTargetKeys(
  database: Kysely<Database>,
  plan: ObjectPlan,
  records: readonly Observation[],
  normalizers: Normalizers,
  at: number,
): Promise<void> {
  for (const [definition, targets] of targetsByDefinition(plan)) {
    const [{ key: borne }] = targets;
    const bearers = records.map((record) => ({
      definition,
      record: record.number,
      keys: record.gone ? none : keysOf(borne, 'left', record, normalizers),
    }));
    const former = await replaceTargetKeys(database, plan, targets, records, bearers);
    const gone = new Set(records.filter((record) => record.gone).map(({ number }) => number));
    await saveFormerKeys(
      database,
      former.filter(({ record }) => !gone.has(record)),
      at,
    );
  }
}

/** Several associations may name the records by the same key: they share its index, which changes once for all of them. */
const targetsByDefinition = (plan: ObjectPlan): readonly (readonly [number, readonly [TargetKey, ...TargetKey[]]])[] =>
  [...Map.groupBy(plan.targetKeys, ({ definition }) => definition)].flatMap(([definition, [first, ...others]]) =>
    first ? [[definition, [first, ...others]] as const] : [],
  );

/** Returns the keys that were borne until then and are no longer. */
async function replaceTargetKeys(
  database: Kysely<Database>,
  plan: ObjectPlan,
  targets: readonly [TargetKey, ...TargetKey[]],
  records: readonly NumberedRecord[],
  bearers: readonly BorneKeys[],
): Promise<readonly RecordKey[]> {
  const [{ definition }] = targets;
  const old = await keysByNumber(
    database,
    definition,
    bearers.map(({ record }) => record),
  );
  const changed = bearers.filter(({ record, keys }) => !sameKeys(old.get(record) ?? none, keys));
  if (changed.length > 0) plan.keyChanges.count += 1;
  const changedNumbers = new Set(changed.map(({ record }) => record));
  const former = changed.flatMap(({ record, keys }) =>
    (old.get(record) ?? none).filter((key) => !keys.includes(key)).map((key) => ({ definition, record, key })),
  );
  const gained = changed.flatMap(({ record, keys }) => keys.filter((key) => !old.get(record)?.includes(key)));
  await wakeWaitersForKeys(database, definition, [...former.map(({ key }) => key), ...gained]);
  for (const ofEnd of Map.groupBy(targets, ({ pair, side }) => `${pair} ${side}`).values()) {
    const [{ pair, side } = targets[0]] = ofEnd;
    await wakeSourcesByEdge(
      database,
      { pair, side, object: plan.object },
      ofEnd.map(({ association }) => association),
      records.filter(({ number }) => changedNumbers.has(number)),
    );
  }
  await replaceRecordKeys(
    database,
    changed.filter(({ record }) => old.has(record)),
  );
  await addRecordKeys(
    database,
    changed.filter(({ record }) => !old.has(record)),
  );
  return former;
}

/** Records that are gone bear no key. */
export async function forgetKeys(
  database: Kysely<Database>,
  plan: ObjectPlan,
  records: readonly NumberedRecord[],
): Promise<void> {
  if (records.length === 0) return;
  const numbers = records.map(({ number }) => number);
  await wakeRivals(database, plan.keys, numbers);
  for (const [definition, targets] of targetsByDefinition(plan)) {
    await replaceTargetKeys(
      database,
      plan,
      targets,
      records,
      numbers.map((record) => ({ definition, record, keys: none })),
    );
  }
  await replaceRecordKeys(
    database,
    [...plan.keys, ...plan.derivedKeys].flatMap(({ definition }) =>
      numbers.map((record) => ({ definition, record, keys: none })),
    ),
  );
}

/** Records that are ambiguous because of these, which change their keys, go, or lose their links. By number. */
export async function wakeRivals(
  database: Kysely<Database>,
  keys: readonly ObjectKey[],
  records: readonly number[],
): Promise<void> {
  if (records.length === 0) return;
  for (const { pair, side, definition, opposite } of keys) {
    const borne = [...(await keysByNumber(database, definition, records)).values()].flat();
    for (const [end, index] of [
      [side, definition],
      [otherSide(side), opposite],
    ] as const) {
      const bearers = await bearersOf(database, index, borne);
      const numbers = [...bearers.values()].flat().map(({ number }) => number);
      await wakeAmbiguous(database, pair, end, numbers);
    }
  }
}
