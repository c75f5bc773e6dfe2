import { keyOf, type Normalizers } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { ObjectKey, ObjectPlan, TargetKey } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { wakeSourcesByEdge, wakeWaitersForKeys } from '../store/edges.ts';
import { saveFormerKeys } from '../store/former-keys.ts';
import type { Observation } from '../store/observations.ts';
import { keysOfRecords, type RecordKey, recordsByKey, saveRecordKeys } from '../store/record-keys.ts';
import { otherSide } from '../store/side.ts';
import { wakeAmbiguous } from '../store/work.ts';

/** Brings the index of match keys up to date. `known`: records that were observed before, so may have borne others. */
export async function saveKeys(
  database: Kysely<Database>,
  plan: ObjectPlan,
  records: readonly Observation[],
  normalizers: Normalizers,
  known: ReadonlySet<string>,
  at: number,
): Promise<void> {
  const fresh = plan.keys.map(({ definition, key, side }) =>
    records.map((record) => ({ definition, record: record.id, key: keyOf(key, side, record.fields, normalizers) })),
  );
  const before = records.filter((record) => known.has(record.id)).map((record) => record.id);
  if (before.length > 0) {
    const changed = new Set<string>();
    for (const [position, { definition }] of plan.keys.entries()) {
      const old = await keysOfRecords(database, definition, before);
      for (const { record, key } of fresh[position] ?? []) {
        if (known.has(record) && (old.get(record) ?? '') !== key) changed.add(record);
      }
    }
    await wakeRivals(database, plan.keys, [...changed]);
  }
  await saveTargetKeys(database, plan, records, normalizers, at);
  await saveRecordKeys(database, [...fresh.flat(), ...derivedKeys(plan, records, normalizers, known)]);
}

/** A record that is seen for the first time and does not bear a key has none to be taken back. */
function derivedKeys(
  plan: ObjectPlan,
  records: readonly Observation[],
  normalizers: Normalizers,
  known: ReadonlySet<string>,
): readonly RecordKey[] {
  return plan.derivedKeys.flatMap(({ definition, of }) =>
    records
      .map((record) => ({ definition, record: record.id, key: record.gone ? '' : of(record.fields, normalizers) }))
      .filter(({ record, key }) => key !== '' || known.has(record)),
  );
}

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
      record: record.id,
      key: record.gone ? '' : keyOf(borne, 'left', record.fields, normalizers),
    }));
    const former = await replaceTargetKeys(database, plan, targets, bearers);
    const renamed = new Set(bearers.filter(({ key }) => key !== '').map(({ record }) => record));
    await saveFormerKeys(
      database,
      former.filter(({ record }) => renamed.has(record)),
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
  bearers: readonly RecordKey[],
): Promise<readonly RecordKey[]> {
  const [{ definition }] = targets;
  const old = await keysOfRecords(
    database,
    definition,
    bearers.map(({ record }) => record),
  );
  const changed = bearers.filter(({ record, key }) => (old.get(record) ?? '') !== key);
  const former = changed.flatMap(({ record }) => {
    const key = old.get(record) ?? '';
    return key === '' ? [] : [{ definition, record, key }];
  });
  const keys = [...former, ...changed].map(({ key }) => key).filter((key) => key !== '');
  await wakeWaitersForKeys(database, definition, keys);
  for (const ofEnd of Map.groupBy(targets, ({ pair, side }) => `${pair} ${side}`).values()) {
    const [{ pair, side } = targets[0]] = ofEnd;
    await wakeSourcesByEdge(
      database,
      { pair, side, object: plan.object },
      ofEnd.map(({ association }) => association),
      changed.map(({ record }) => record),
    );
  }
  await saveRecordKeys(database, bearers);
  return former;
}

/** Records that are gone bear no key. */
export async function forgetKeys(database: Kysely<Database>, plan: ObjectPlan, ids: readonly string[]): Promise<void> {
  await wakeRivals(database, plan.keys, ids);
  for (const [definition, targets] of targetsByDefinition(plan)) {
    await replaceTargetKeys(
      database,
      plan,
      targets,
      ids.map((record) => ({ definition, record, key: '' })),
    );
  }
  await saveRecordKeys(
    database,
    [...plan.keys, ...plan.derivedKeys].flatMap(({ definition }) =>
      ids.map((record) => ({ definition, record, key: '' })),
    ),
  );
}

/** Records that are ambiguous because of these, which change their keys, go, or lose their links. */
export async function wakeRivals(
  database: Kysely<Database>,
  keys: readonly ObjectKey[],
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  for (const { pair, side, definition, opposite } of keys) {
    const borne = [...(await keysOfRecords(database, definition, ids)).values()];
    for (const [end, index] of [
      [side, definition],
      [otherSide(side), opposite],
    ] as const) {
      const bearers = await recordsByKey(database, index, borne);
      await wakeAmbiguous(database, pair, end, [...bearers.values()].flat());
    }
  }
}
