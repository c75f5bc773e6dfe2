import { shownTargets, targetOf, textOf } from './association-steps.ts';
import { expectSame, expectThat } from './expectations.ts';
import { associationOf, type ConformanceTest, type Plan, type Trial } from './trial.ts';
import {
  addRecord,
  associationRoles,
  createOf,
  expectEquivalent,
  latest,
  readChanges,
  toFields,
  valuesOfEveryType,
  write,
  writeOne,
  writtenRecord,
} from './trial-steps.ts';

/** After the first read only what changed is read: all of it, and as it is. */
export function changeTests(plan: Plan): readonly ConformanceTest[] {
  return [
    {
      name: 'reports a record that was made since',
      async run(trial) {
        const since = await caughtUp(trial);
        const id = await addRecord(trial, trial.source, 'new');
        await trial.settle();
        const record = latest(await readChanges(trial, { since }), id);
        expectSame(record?.fields[trial.source.text.id], 'new', 'readChanges did not report a new record.');
      },
    },
    {
      name: 'reports a change of a field of every type',
      async run(trial) {
        const { source, probe } = trial;
        for (const { field, value } of valuesOfEveryType(trial)) {
          const id = await addRecord(trial, source, 'changed');
          const since = await caughtUp(trial);
          await probe.update(source.id, id, { [field.id]: value });
          await trial.settle();
          const record = latest(await readChanges(trial, { since, fields: [field.id] }), id);
          expectThat(record !== undefined, `readChanges did not report a change of "${field.name}".`);
          expectEquivalent(field, record.fields[field.id], value, 'readChanges reported another value.');
        }
      },
    },
    {
      name: 'reports a field that was cleared, as null',
      async run(trial) {
        const { source, probe } = trial;
        const values = valuesOfEveryType(trial).filter(({ field }) => field !== source.text && !field.required);
        const id = await addRecord(trial, source, 'cleared', toFields(values));
        const since = await caughtUp(trial);
        await probe.update(source.id, id, Object.fromEntries(values.map(({ field }) => [field.id, null])));
        await trial.settle();
        const record = latest(await readChanges(trial, { since, fields: values.map(({ field }) => field.id) }), id);
        for (const { field } of values) {
          expectEquivalent(
            field,
            record?.fields[field.id],
            null,
            'readChanges did not report a cleared field as null.',
          );
        }
      },
    },
    {
      name: 'reports its own writes, if at all, as they were written',
      async run(trial) {
        const { text } = trial.source;
        const since = await caughtUp(trial);
        const written = writtenRecord(await writeOne(trial, createOf(trial, 'own')), 'A plain create was not written.');
        await trial.settle();
        const record = latest(await readChanges(trial, { since }), written.id);
        if (record !== undefined) expectSame(record.fields[text.id], 'own', 'readChanges reported another value.');
      },
    },
    {
      name: 'reports what a person changed right after its own write',
      async run(trial) {
        const { source, probe } = trial;
        const id = await addRecord(trial, source, 'start');
        const since = await caughtUp(trial);
        const fields = { [source.text.id]: 'by the connector' };
        await write(trial, source, [{ kind: 'update', writeId: 'own', id, fields }]);
        await probe.update(source.id, id, { [source.text.id]: 'by a person' });
        await trial.settle();
        const record = latest(await readChanges(trial, { since }), id);
        expectSame(record?.fields[source.text.id], 'by a person', 'A change was taken for an echo of an own write.');
      },
    },
    {
      name: 'shows a change of an association, and reports it where the schema says so',
      about: 'associations',
      async run(trial) {
        const { source, target, probe } = trial;
        for (const role of associationRoles(plan)) {
          const field = associationOf(source.schema, role);
          const id = await addRecord(trial, source, 'source');
          const targetName = await targetOf(trial, field, await addRecord(trial, target, 'target'));
          const since = await caughtUp(trial);
          await probe.associate(source.id, id, field.id, targetName);
          await trial.settle();
          const record = latest(await readChanges(trial, { since, associations: [field.id] }), id);
          expectThat(
            !field.changeTouchesRecord || record !== undefined,
            `A change of "${field.name}" did not bring the record up. If the app works so, say changeTouchesRecord: false.`,
          );
          const shown = await shownTargets(trial, source, id, field.id);
          expectSame(
            shown.map(textOf),
            [textOf(targetName)],
            `readAssociations does not show the change of "${role}".`,
          );
        }
      },
    },
  ];
}

/** A checkpoint behind everything that has happened so far. */
async function caughtUp(trial: Trial): Promise<string> {
  await trial.settle();
  return (await readChanges(trial)).checkpoint;
}
