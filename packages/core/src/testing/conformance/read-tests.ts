import type { Fields } from '../../contract/canonical-value.ts';
import { expectTargets, targetOf, textOf } from './association-steps.ts';
import { expectSame, expectSameMembers, expectThat, show } from './expectations.ts';
import { canonicalProblem } from './sample-values.ts';
import { associationOf, type ConformanceTest, type Plan, type Trial } from './trial.ts';
import {
  addGone,
  addRecord,
  addRecords,
  associationRoles,
  expectEquivalent,
  inBatches,
  labels,
  listIds,
  readChanges,
  readRecord,
  toFields,
  valuesOfEveryType,
} from './trial-steps.ts';

/** A field id that no object has. */
const noSuchField = 'linkwright_no_such_field';

/** What is there is read whole, and as it is. */
export function readTests(plan: Plan): readonly ConformanceTest[] {
  return [
    {
      name: 'reads every record exactly once, over several pages',
      async run(trial) {
        const ids = await addRecords(trial, trial.source, ...labels(trial.threePages));
        const read = await readChanges(trial);
        expectThat(
          read.pages.length >= 3,
          `A read of ${trial.threePages} records took ${read.pages.length} pages: raise \`threePages\`.`,
        );
        expectSameMembers(
          read.records.map(({ id }) => id),
          ids,
          'An undisturbed full read gives every record once.',
        );
        expectSame(read.deleted, [], 'A full read knows of no deletions.');
      },
    },
    {
      name: 'yields a page and a checkpoint where there is nothing',
      async run(trial) {
        const { records, checkpoint } = await readChanges(trial);
        expectSame(records, [], 'The object is empty.');
        const next = await readChanges(trial, { since: checkpoint });
        expectSame(next.records, [], 'The object is empty.');
      },
    },
    {
      name: 'reads values of every type as they are, in canonical form',
      async run(trial) {
        const values = valuesOfEveryType(trial);
        const id = await addRecord(trial, trial.source, 'values', toFields(values));
        await expectBothReads(
          trial,
          id,
          values.map(({ field }) => field.id),
          (shown, way) => {
            for (const { field, value } of values) {
              const actual = shown[field.id];
              expectEquivalent(field, actual, value, `${way} gives another value than the app holds.`);
              const problem = canonicalProblem(field, actual ?? null);
              expectThat(problem === null, `${way} gives a value that is not canonical: ${problem}.`);
            }
          },
        );
      },
    },
    {
      name: 'gives empty fields as null',
      async run(trial) {
        const { text } = trial.source;
        const fields = valuesOfEveryType(trial).flatMap(({ field }) =>
          field === text || field.required ? [] : [field],
        );
        const id = await addRecord(trial, trial.source, 'empty');
        await expectBothReads(
          trial,
          id,
          fields.map((field) => field.id),
          (shown, way) => {
            for (const field of fields) {
              const advice = `${way} does not give an empty field as null. Absent would mean that it could not be read.`;
              expectEquivalent(field, shown[field.id], null, advice);
            }
          },
        );
      },
    },
    {
      name: 'gives the time of the last edit of every record, if its capabilities say so',
      async run(trial) {
        if (trial.capabilities.modificationTimes !== true) return;
        const ids = await addRecords(trial, trial.source, 'first', 'second');
        const read = await inBatches(ids, trial.capabilities.batchLimits.read, (batch) => {
          const request = { object: trial.source.id, ids: batch, fields: [trial.source.text.id], associations: [] };
          return trial.connection.readRecords(request, trial.options);
        });
        for (const { id, record } of read) {
          expectThat(
            record?.modifiedAt !== undefined,
            `readRecords gives record ${id} without modifiedAt, although the capability modificationTimes is declared.`,
          );
        }
      },
    },
    {
      name: 'gives exactly the fields that were asked for',
      async run(trial) {
        const values = valuesOfEveryType(trial);
        const id = await addRecord(trial, trial.source, 'fields', toFields(values));
        const asked = values.slice(0, Math.ceil(values.length / 2)).map(({ field }) => field.id);
        await expectBothReads(trial, id, asked, (shown, way) =>
          expectSameMembers(Object.keys(shown), asked, `${way} gives other fields than were asked for.`),
        );
      },
    },
    {
      name: 'leaves out a field that it cannot read, which is never a blank',
      async run(trial) {
        const { text } = trial.source;
        const id = await addRecord(trial, trial.source, 'vanished');
        await expectBothReads(trial, id, [text.id, noSuchField], (shown, way) =>
          expectThat(
            !(noSuchField in shown) && shown[text.id] === 'vanished',
            `${way} was asked for a field that the app does not have and gives ${show(shown)}. Leave the field out.`,
          ),
        );
      },
    },
    {
      name: 'reads records by id, in order, and null for one that is gone',
      async run(trial) {
        const gone = await addGone(trial, trial.source);
        const [a = '', b = '', c = ''] = await addRecords(trial, trial.source, 'a', 'b', 'c');
        const ids = [c, gone, a, b];
        const read = await inBatches(ids, trial.capabilities.batchLimits.read, (batch) => {
          const request = { object: trial.source.id, ids: batch, fields: [trial.source.text.id], associations: [] };
          return trial.connection.readRecords(request, trial.options);
        });
        expectSame(
          read.map(({ id, record }) => [id, record?.id ?? null]),
          ids.map((id) => [id, id === gone ? null : id]),
          'readRecords answers once for each id, in order; a record that is gone is null.',
        );
      },
    },
    {
      name: 'reads as many records by id as its batch limit says',
      async run(trial) {
        const count = Math.min(trial.capabilities.batchLimits.read, trial.threePages);
        const ids = await addRecords(trial, trial.source, ...labels(count));
        const request = { object: trial.source.id, ids, fields: [trial.source.text.id], associations: [] };
        const read = await trial.connection.readRecords(request, trial.options);
        expectSame(
          read.map(({ record }) => record?.fields[trial.source.text.id]),
          labels(count),
          'readRecords takes as many ids as batchLimits.read says, and answers in order.',
        );
      },
    },
    {
      name: 'lists every id once',
      async run(trial) {
        const ids = await addRecords(trial, trial.source, ...labels(trial.threePages));
        expectSameMembers(await listIds(trial, trial.source), ids, 'listIds gives every id that is there, once.');
      },
    },
    {
      name: 'gives associations with a record as they are, or not at all',
      about: 'associations',
      async run(trial) {
        const fields = associationRoles(plan).map((role) => associationOf(trial.source.schema, role));
        const id = await addRecord(trial, trial.source, 'source');
        const targetId = await addRecord(trial, trial.target, 'target');
        for (const field of fields) {
          const target = await targetOf(trial, field, targetId);
          await trial.probe.associate(trial.source.id, id, field.id, target);
          await expectTargets(trial, { id, field: field.id, targets: [target] }, 'The probe could not associate.');
        }
        await trial.settle();
        const asked = fields.map((field) => field.id);
        const read = await readChanges(trial, { associations: asked });
        const records = [...read.records, await readRecord(trial, trial.source, id, [], asked)];
        for (const record of records) {
          for (const [field, targets] of Object.entries(record?.associations ?? {})) {
            expectThat(asked.includes(field), `The association field "${field}" was not asked for.`);
            const seen = await trial.probe.associations(trial.source.id, id, field);
            expectSameMembers(targets.map(textOf), seen.map(textOf), `A read gives wrong targets of "${field}".`);
          }
        }
      },
    },
    {
      name: 'names a page of each record, or says that there is none',
      async run(trial) {
        const id = await addRecord(trial, trial.source, 'seen');
        const { accountId: account } = await trial.connection.check({}, trial.options);
        const url = trial.connection.recordUrl?.({ object: trial.source.id, id, account }) ?? null;
        expectThat(url === null || URL.canParse(url), `recordUrl answers what is no address: ${show(url)}.`);
      },
    },
    {
      name: 'answers members that run side by side',
      async run(trial) {
        const ids = await addRecords(trial, trial.source, ...labels(4));
        const fresh = trial.connect();
        const read = await Promise.all(
          ids.map(async (id) => {
            const request = { object: trial.source.id, ids: [id], fields: [trial.source.text.id], associations: [] };
            const [answer] = await fresh.readRecords(request, trial.options);
            return answer?.record?.fields[trial.source.text.id];
          }),
        );
        expectSame(read, labels(4), 'Members of one connection may run concurrently.');
      },
    },
  ];
}

/** By the full read, and by id. */
async function expectBothReads(
  trial: Trial,
  id: string,
  fields: readonly string[],
  expectation: (shown: Fields, way: string) => void,
): Promise<void> {
  const changes = await readChanges(trial, { fields });
  const listed = changes.records.find((record) => record.id === id);
  expectThat(listed !== undefined, 'readChanges does not give the record.');
  expectation(listed.fields, 'readChanges');
  const read = await readRecord(trial, trial.source, id, fields);
  expectThat(read !== null, 'readRecords does not give the record.');
  expectation(read.fields, 'readRecords');
}
