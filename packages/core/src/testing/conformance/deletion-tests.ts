import { parseAnswer } from '../../contract/parse-answer.ts';
import { recordAssociationsSchema } from '../../contract/source-record-schema.ts';
import { expectSame, expectSameMembers, expectThat } from './expectations.ts';
import { associationOf, type ConformanceTest, type Plan } from './trial.ts';
import {
  addGone,
  addRecord,
  addRecords,
  associationRoles,
  inBatches,
  listIds,
  readChanges,
  readRecord,
} from './trial-steps.ts';

/** A record that is gone is found out: told by the changes, or missing from the ids. */
export function deletionTests(plan: Plan): readonly ConformanceTest[] {
  const bySweep: ConformanceTest = {
    name: 'tells of no deletion in its changes, which a sweep finds',
    async run(trial) {
      const [kept = '', gone = ''] = await addRecords(trial, trial.source, 'kept', 'gone');
      await trial.settle();
      const { checkpoint } = await readChanges(trial);
      await trial.probe.remove(trial.source.id, gone);
      await trial.settle();
      const { deleted } = await readChanges(trial, { since: checkpoint });
      expectSame(deleted, [], 'readChanges tells of deletions: say `feed`, so that nobody sweeps for them.');
      expectSame(await listIds(trial, trial.source), [kept], 'listIds gives the ids that are there.');
    },
  };
  const byFeed: ConformanceTest = {
    name: 'tells of every deletion in its changes',
    async run(trial) {
      const ids = await addRecords(trial, trial.source, 'kept', 'gone', 'gone too');
      await trial.settle();
      const { checkpoint } = await readChanges(trial);
      for (const id of ids.slice(1)) await trial.probe.remove(trial.source.id, id);
      await trial.settle();
      const { deleted } = await readChanges(trial, { since: checkpoint });
      expectSameMembers([...new Set(deleted)], ids.slice(1), 'The capability `feed` says that deletions are told.');
    },
  };
  return [
    plan.capabilities.deletions === 'feed' ? byFeed : bySweep,
    {
      name: 'shows a deleted record nowhere',
      async run(trial) {
        const { source } = trial;
        const kept = await addRecord(trial, source, 'kept');
        const gone = await addGone(trial, source);
        await trial.settle();
        expectSame(await listIds(trial, source), [kept], 'listIds gives the id of a record that is gone.');
        expectSame(await readRecord(trial, source, gone), null, 'readRecords gives a record that is gone.');
        const ids = (await readChanges(trial)).records.map(({ id }) => id);
        expectSame(ids, [kept], 'A full read gives a record that is gone.');
      },
    },
    {
      name: 'tells a record that is gone from one without associations',
      about: 'associations',
      async run(trial) {
        const { source } = trial;
        const ids = [await addGone(trial, source), await addRecord(trial, source, 'alone')];
        for (const role of associationRoles(plan)) {
          const { id: field } = associationOf(source.schema, role);
          const answers = await inBatches(ids, plan.capabilities.batchLimits.readAssociations, (batch) => {
            const request = { object: source.id, associations: [field], ids: batch };
            return trial.connection.readAssociations(request, trial.options);
          });
          const [gone, alone] = answers.map((answer) => {
            return parseAnswer(recordAssociationsSchema, answer, 'the associations of a record');
          });
          expectSame(
            answers.map(({ id }) => id),
            ids,
            'readAssociations answers once for each id, in order.',
          );
          expectThat(
            gone?.associations?.[field] === undefined,
            `readAssociations says that a record that is gone has no targets in "${role}", which removes edges. Answer null.`,
          );
          expectSame(alone?.associations?.[field], [], 'A record without targets has an empty list.');
        }
      },
    },
  ];
}
