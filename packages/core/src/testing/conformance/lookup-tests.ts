import type { CanonicalValue } from '../../contract/canonical-value.ts';
import type { FieldSchema, FieldType } from '../../contract/object-schema.ts';
import type { LookupKey, SourceRecord } from '../../contract/source-record.ts';
import { areEquivalent } from '../../values/are-equivalent.ts';
import { alternateKeyTests } from './alternate-key-tests.ts';
import { expectSame, expectSameMembers, expectThat } from './expectations.ts';
import { nastyText } from './sample-values.ts';
import type { ConformanceTest, Plan, Trial } from './trial.ts';
import { addRecord, createOf, inBatches, valuesOfEveryType, writeOne, writtenRecord } from './trial-steps.ts';

/** A twin that the app has already is found by its key, so that nothing is made twice. */
export function lookupTests({ roles }: Plan): readonly ConformanceTest[] {
  return [
    ...(roles.source.alternate === undefined ? [] : alternateKeyTests(roles.source.alternate)),
    {
      name: 'finds records by every field that its schema says can be looked up',
      async run(trial) {
        const { source } = trial;
        for (const { field, value } of valuesOfEveryType(trial)) {
          if (field.lookup === 'none') continue;
          const id = await addRecord(trial, source, 'other', { [field.id]: value });
          if (field.lookup === 'delayed') await waitForLookups(trial);
          const [found = []] = await find(trial, [{ [field.id]: value }]);
          const shown = found.map((record) => record.id);
          expectThat(
            shown.includes(id),
            `findByKey does not find a record by "${field.name}" (${field.type}), whose look-up the schema calls ` +
              `"${field.lookup}". If the app cannot, say "none" or "delayed" there.`,
          );
        }
      },
    },
    {
      name: 'finds its own write at once by a field whose look-up is consistent',
      async run(trial) {
        for (const { field, value } of valuesOfEveryType(trial)) {
          if (field.lookup !== 'consistent' || field.readOnly) continue;
          const outcome = await writeOne(trial, createOf(trial, `own ${field.name}`, { [field.id]: value }));
          const { id } = writtenRecord(outcome, 'A plain create was not written.');
          const [found = []] = await find(trial, [{ [field.id]: value }]);
          const advice = `A look-up by "${field.name}" missed a write. Then it is not "consistent" but "delayed".`;
          expectThat(
            found.some((record) => record.id === id),
            advice,
          );
        }
      },
    },
    {
      name: 'answers keys in order, with an empty list for one that nothing bears',
      async run(trial) {
        const field = keyField(trial);
        if (field === null) return;
        const [a = '', b = ''] = await addBearers(trial, field, [keyValue(field, 0), keyValue(field, 1)]);
        await waitForLookups(trial);
        const keys = [keyValue(field, 1), keyValue(field, 2), keyValue(field, 0)];
        expectSame(await bearersOf(trial, field, keys), [[b], [], [a]], 'One list per key, in order.');
      },
    },
    {
      name: 'finds every record that bears a key, whatever signs are in it',
      async run(trial) {
        const field = keyField(trial);
        if (field === null) return;
        const key = field.type === 'text' ? nastyText : keyValue(field, 0);
        const twice = field.unique === true ? [key] : [key, key];
        const ids = await addBearers(trial, field, [...twice, keyValue(field, 1)]);
        await waitForLookups(trial);
        const [found = []] = await bearersOf(trial, field, [key]);
        expectSameMembers(found, ids.slice(0, -1), 'All that bear a key are candidates. Mind quotes and escapes.');
      },
    },
    {
      name: 'finds by a key of several fields only what has all of them',
      async run(trial) {
        const field = keyField(trial);
        const second = lookedUp(trial).find((other) => other.field.id !== field?.id);
        // An object with a single look-up field has no such keys.
        if (field === null || second === undefined) return;
        const key = { [field.id]: keyValue(field, 0), [second.field.id]: second.value };
        const both = await addRecord(trial, trial.source, 'both', key);
        const one = field.unique === true ? keyValue(field, 1) : keyValue(field, 0);
        const other = await addRecord(trial, trial.source, 'one', { [field.id]: one });
        await waitForLookups(trial);
        const [found = []] = await find(trial, [key]);
        const ids = found.map(({ id }) => id);
        expectThat(
          ids.includes(both) && !ids.includes(other),
          'A key of several fields means records with all of them.',
        );
      },
    },
    {
      name: 'takes as many keys as its batch limit says',
      async run(trial) {
        const field = keyField(trial);
        if (field === null) return;
        const count = Math.min(trial.capabilities.batchLimits.lookup, trial.threePages);
        const keys = Array.from({ length: count }, (_, index) => keyValue(field, index));
        const ids = await addBearers(trial, field, keys);
        await waitForLookups(trial);
        expectSame(
          await bearersOf(trial, field, keys),
          ids.map((id) => [id]),
          'findByKey takes batchLimits.lookup keys.',
        );
      },
    },
  ];
}

async function find(trial: Trial, keys: readonly LookupKey[]): Promise<readonly (readonly SourceRecord[])[]> {
  const fields = [...new Set([trial.source.text.id, ...keys.flatMap((key) => Object.keys(key))])];
  return inBatches(keys, trial.capabilities.batchLimits.lookup, (batch) =>
    trial.connection.findByKey({ object: trial.source.id, keys: batch, fields }, trial.options),
  );
}

/** Ids of those candidates that bear the key: another spelling may be a candidate too, the engine compares again. */
async function bearersOf(
  trial: Trial,
  field: FieldSchema,
  keys: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const found = await find(
    trial,
    keys.map((key) => ({ [field.id]: key })),
  );
  return found.map((candidates, index) =>
    candidates.flatMap(({ id, fields }) => {
      const bears = areEquivalent(field, fields[field.id] ?? null, keys[index] ?? null);
      return bears ? [id] : [];
    }),
  );
}

/** Records with these values of a field, made by the probe. */
async function addBearers(trial: Trial, field: FieldSchema, values: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const value of values) ids.push(await addRecord(trial, trial.source, value, { [field.id]: value }));
  return ids;
}

/** Fields that can be looked up, with a value each, the text first. */
function lookedUp(trial: Trial): readonly { readonly field: FieldSchema; readonly value: CanonicalValue }[] {
  const { schema } = trial.source;
  const played = valuesOfEveryType(trial).filter(({ field }) => field.lookup !== 'none');
  const left = schema.fields.find(({ lookup, readOnly }) => lookup !== 'none' && !readOnly);
  expectThat(
    played.length > 0 || left === undefined,
    `"${left?.name}" can be looked up: give it a role, so that the suite tries it.`,
  );
  return played;
}

/** The field that the suite makes up keys of. `null`: nothing of the object can be looked up, or only a choice. */
function keyField(trial: Trial): FieldSchema | null {
  return lookedUp(trial).find(({ field }) => keyTypes.has(field.type))?.field ?? null;
}

const keyTypes: ReadonlySet<FieldType> = new Set(['text', 'multiline', 'email', 'url', 'phone', 'integer', 'decimal']);

/** A key of its own for each number. */
function keyValue({ type }: FieldSchema, number: number): string {
  if (type === 'email') return `key-${number}@example.com`;
  if (type === 'url') return `https://example.com/key-${number}`;
  if (type === 'phone') return `+1415555${2000 + number}`;
  return type === 'integer' || type === 'decimal' ? String(1000 + number) : `key ${number}`;
}

async function waitForLookups(trial: Trial): Promise<void> {
  const { clock } = trial.recording;
  await clock.sleep(trial.capabilities.lookupDelayMs, trial.options.signal);
}
