import type { LookupKey, SourceRecord } from '../../contract/source-record.ts';
import { parseSourceRecord } from '../../contract/validate.ts';
import { expectSame, expectSameMembers, expectThat } from './expectations.ts';
import { nastyText } from './sample-values.ts';
import type { ConformanceTest, Trial } from './trial.ts';
import {
  addRecord,
  addRecords,
  createOf,
  inBatches,
  labels,
  valuesOfEveryType,
  writeOne,
  writtenRecord,
} from './trial-steps.ts';

/** A twin that the app has already is found by its key, so that nothing is made twice. */
export function lookupTests(): readonly ConformanceTest[] {
  return [
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
        const text = lookedUp(trial);
        const [a = '', b = ''] = await addRecords(trial, trial.source, 'key a', 'key b');
        await waitForLookups(trial);
        const found = await find(trial, [{ [text]: 'key b' }, { [text]: 'nobody' }, { [text]: 'key a' }]);
        expectSame(bearers(found, text, ['key b', 'nobody', 'key a']), [[b], [], [a]], 'One list per key, in order.');
      },
    },
    {
      name: 'finds every record that bears a key, whatever signs are in it',
      async run(trial) {
        const text = lookedUp(trial);
        const ids = await addRecords(trial, trial.source, nastyText, nastyText, 'other');
        await waitForLookups(trial);
        const [found = []] = bearers(await find(trial, [{ [text]: nastyText }]), text, [nastyText]);
        expectSameMembers(found, ids.slice(0, 2), 'All that bear a key are candidates. Mind quotes and escapes.');
      },
    },
    {
      name: 'finds by a key of several fields only what has all of them',
      async run(trial) {
        const text = lookedUp(trial);
        const second = valuesOfEveryType(trial).find(({ field }) => field.lookup !== 'none' && field.id !== text);
        expectThat(second !== undefined, 'Give another field that can be looked up a role.');
        const { field, value } = second;
        const both = await addRecord(trial, trial.source, 'both', { [field.id]: value });
        const one = await addRecord(trial, trial.source, 'both');
        await waitForLookups(trial);
        const [found = []] = await find(trial, [{ [text]: 'both', [field.id]: value }]);
        const ids = found.map(({ id }) => id);
        expectThat(ids.includes(both) && !ids.includes(one), 'A key of several fields means records with all of them.');
      },
    },
    {
      name: 'takes as many keys as its batch limit says',
      async run(trial) {
        const text = lookedUp(trial);
        const count = Math.min(trial.capabilities.batchLimits.lookup, trial.threePages);
        const ids = await addRecords(trial, trial.source, ...labels(count, 'key'));
        await waitForLookups(trial);
        const keys = labels(count, 'key');
        const found = await find(
          trial,
          keys.map((key) => ({ [text]: key })),
        );
        expectSame(
          bearers(found, text, keys),
          ids.map((id) => [id]),
          'findByKey takes batchLimits.lookup keys.',
        );
      },
    },
  ];
}

async function find(trial: Trial, keys: readonly LookupKey[]): Promise<readonly (readonly SourceRecord[])[]> {
  const fields = [...new Set([trial.source.text.id, ...keys.flatMap((key) => Object.keys(key))])];
  const found = await inBatches(keys, trial.capabilities.batchLimits.lookup, (batch) =>
    trial.connection.findByKey({ object: trial.source.id, keys: batch, fields }, trial.options),
  );
  return found.map((candidates) => candidates.map(parseSourceRecord));
}

/** Ids of those candidates that bear the key exactly: there may be too many, the engine compares again. */
function bearers(
  found: readonly (readonly SourceRecord[])[],
  field: string,
  keys: readonly string[],
): readonly (readonly string[])[] {
  return found.map((candidates, index) =>
    candidates.flatMap((record) => (record.fields[field] === keys[index] ? [record.id] : [])),
  );
}

function lookedUp({ source }: Trial): string {
  expectThat(source.text.lookup !== 'none', `Give a field that can be looked up the role \`text\`.`);
  return source.text.id;
}

async function waitForLookups(trial: Trial): Promise<void> {
  const { clock } = trial.recording;
  await clock.sleep(trial.capabilities.lookupDelayMs, trial.options.signal);
}
