import type { RecordChange } from '../../contract/record-change.ts';
import { expectKind, expectSame, expectSameMembers, expectThat } from './expectations.ts';
import { canonicalProblem } from './sample-values.ts';
import { type ConformanceTest, fieldOf, type ObjectUnderTest, type Plan, type Trial } from './trial.ts';
import {
  addGone,
  addRecord,
  addRecords,
  createOf,
  expectEquivalent,
  inBatches,
  labels,
  refusedFields,
  textInApp,
  toFields,
  valuesOfEveryType,
  write,
  writeOne,
  writtenRecord,
} from './trial-steps.ts';
import {
  archiveTest,
  noArchiveTest,
  staleTest,
  unconditionalTest,
  uniqueTest,
  upsertTest,
} from './write-capability-tests.ts';

/** What is written arrives as it was meant, and each record has its own outcome. */
export function writeTests(plan: Plan): readonly ConformanceTest[] {
  const { capabilities, roles } = plan;
  return [
    {
      name: 'creates as many records as its batch limit says, one outcome for each, in order',
      async run(trial) {
        const wanted = labels(Math.min(capabilities.batchLimits.create, trial.threePages));
        const outcomes = await write(
          trial,
          trial.source,
          wanted.map((label) => createOf(trial, label)),
        );
        const ids = outcomes.map((outcome) => writtenRecord(outcome, 'A plain create was not written.').id);
        const texts = await textsInApp(trial, trial.source, ids);
        expectSame(
          texts,
          wanted,
          'The outcome of a create tells of another record. Match answers to changes, not by place.',
        );
        expectSameMembers(await trial.probe.list(trial.source.id), ids, 'Something else was made as well.');
      },
    },
    {
      name: 'writes values of every type',
      async run(trial) {
        for (const variant of [0, 1] as const) {
          const values = valuesOfEveryType(trial, variant);
          const outcome = await writeOne(trial, createOf(trial, 'values', toFields(values)));
          const { id, fields } = writtenRecord(outcome, 'A create with a value of every type was not written.');
          const held = await trial.probe.read(
            trial.source.id,
            id,
            values.map(({ field }) => field.id),
          );
          for (const { field, value } of values) {
            expectEquivalent(field, held?.[field.id], value, 'The app holds another value than was created.');
            const answered = fields[field.id];
            if (answered === undefined) continue;
            expectEquivalent(field, answered, value, 'The outcome shows another value than the app holds.');
            const problem = canonicalProblem(field, answered);
            expectThat(problem === null, `The outcome has a value that is not canonical: ${problem}.`);
          }
          await trial.probe.remove(trial.source.id, id);
        }
      },
    },
    {
      name: 'updates the fields that it is sent, and no others',
      async run(trial) {
        const { source } = trial;
        const values = valuesOfEveryType(trial);
        const id = await addRecord(trial, source, 'before', toFields(values));
        const fields = { [source.text.id]: 'after' };
        writtenRecord(
          await writeOne(trial, { kind: 'update', writeId: 'u', id, fields }),
          'An update was not written.',
        );
        const held = await trial.probe.read(
          source.id,
          id,
          values.map(({ field }) => field.id),
        );
        for (const { field, value } of values) {
          const expected = field === source.text ? 'after' : value;
          expectEquivalent(
            field,
            held?.[field.id],
            expected,
            'An update changed what it was not sent, or not what it was.',
          );
        }
      },
    },
    {
      name: 'clears a field of every type with null',
      async run(trial) {
        const { source } = trial;
        const values = valuesOfEveryType(trial).filter(({ field }) => field !== source.text && !field.required);
        const id = await addRecord(trial, source, 'kept', toFields(values));
        const fields = Object.fromEntries(values.map(({ field }) => [field.id, null]));
        writtenRecord(
          await writeOne(trial, { kind: 'update', writeId: 'u', id, fields }),
          'An update was not written.',
        );
        const held = await trial.probe.read(
          source.id,
          id,
          values.map(({ field }) => field.id),
        );
        for (const { field } of values) expectEquivalent(field, held?.[field.id], null, 'null clears a field.');
        expectSame(await textInApp(trial, source, id), 'kept', 'A field that was not sent was cleared.');
      },
    },
    {
      name: 'answers updates in order, and says which record is gone',
      async run(trial) {
        const { source } = trial;
        const gone = await addGone(trial, source);
        const [a = '', b = ''] = await addRecords(trial, source, 'a', 'b');
        const ids = [b, gone, a];
        const changes = ids.map((id): RecordChange => {
          return { kind: 'update', writeId: `u ${id}`, id, fields: { [source.text.id]: `new ${id}` } };
        });
        const outcomes = await inBatches(changes, capabilities.batchLimits.update, (batch) =>
          write(trial, source, batch),
        );
        expectSame(
          outcomes.map((outcome) => [outcome.kind, outcome.kind === 'written' ? outcome.record.id : gone]),
          ids.map((id) => [id === gone ? 'gone' : 'written', id]),
          'Outcomes come in the order of the changes; a record that is not there any more is `gone`.',
        );
        expectSame(await textInApp(trial, source, b), `new ${b}`, 'An update beside one that is gone was not made.');
      },
    },
    {
      name: 'isolates a record that the app refuses from its batch mates',
      async run(trial) {
        const { source, probe } = trial;
        const count = Math.min(capabilities.batchLimits.create, 10);
        const bad = Math.floor(count / 2);
        const changes = labels(count).map((label, index) =>
          createOf(trial, label, index === bad ? refusedFields(trial) : {}),
        );
        const before = probe.requests();
        const outcomes = await write(trial, source, changes);
        const calls = probe.requests() - before;
        const kinds = outcomes.map(({ kind }) => kind);
        const expected = changes.map((_change, index) => (index === bad ? 'rejected' : 'written'));
        expectSame(kinds, expected, 'One record is refused, and only that one.');
        const outcome = outcomes[bad];
        const error = outcome?.kind === 'rejected' ? outcome.error : undefined;
        expectKind(error, 'record', 'A refusal is a RecordError.');
        expectThat((error?.remedy ?? '') !== '', 'A refusal tells what to do about it: give it a remedy.');
        const field = fieldOf(source.schema, roles.source.refused.field).id;
        expectThat(
          error?.field === undefined || error.field === field,
          `The refusal names the field ${error?.field}, and it is about ${field}.`,
        );
        const held = await probe.list(source.id);
        const made = outcomes.flatMap((one) => (one.kind === 'written' ? [one.record.id] : []));
        expectSameMembers(held, made, 'The app holds other records than the outcomes say.');
        const most = 1 + Math.ceil(2 * Math.log2(Math.max(count, 1)));
        // The schema may have to be read once more, to name the field.
        expectThat(calls <= most + 1, `Isolating one bad record of ${count} took ${calls} calls; ${most} are enough.`);
      },
    },
    ...(roles.source.unique === undefined ? [] : [uniqueTest(roles.source.unique)]),
    ...(roles.source.identity === undefined ? [] : [upsertTest(roles.source.identity)]),
    capabilities.conditionalWrites ? staleTest : unconditionalTest,
    ...(capabilities.archive === 'none' ? [noArchiveTest] : [archiveTest]),
  ];
}

async function textsInApp(trial: Trial, object: ObjectUnderTest, ids: readonly string[]): Promise<readonly unknown[]> {
  const texts: unknown[] = [];
  for (const id of ids) texts.push(await textInApp(trial, object, id));
  return texts;
}
