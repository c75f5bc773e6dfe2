import type { MergeOutcome, MergeRequest } from '../../contract/record-change.ts';
import { ConformanceFailure, expectSame, expectSameMembers, expectThat, show } from './expectations.ts';
import type { ConformanceTest, Plan, Trial } from './trial.ts';
import { addGone, addRecord, addRecords, readChanges, readRecord, textInApp } from './trial-steps.ts';

/** Two records become one, and whoever asks for either finds the one that stands. */
export function mergeTests({ capabilities }: Plan): readonly ConformanceTest[] {
  const merges = capabilities.merges === true;
  return [
    {
      name: 'has mergeRecords exactly where its capabilities say that records can be merged',
      async run({ connection, source, target, options }) {
        const { objects } = await connection.listObjects({}, options);
        const ids = [...new Set([source.id, target.id, ...objects.map(({ id }) => id)])];
        const schemas = await connection.describeObjects({ objects: ids }, options);
        const somewhere = merges || schemas.some((schema) => schema.capabilities?.merges === true);
        expectSame(
          connection.mergeRecords !== undefined,
          somewhere,
          somewhere
            ? 'The capabilities say `merges: true`: give the connection mergeRecords.'
            : 'No capabilities say `merges: true`: nobody calls mergeRecords, so leave it out.',
        );
      },
    },
    ...(merges ? [merger, merged, goneMerger] : []),
  ];
}

const merger: ConformanceTest = {
  name: 'makes one record of two, whose own values stay',
  async run(trial) {
    const { source, probe } = trial;
    const [survivor = '', goes = '', other = ''] = await addRecords(trial, source, 'stands', 'goes', 'other');
    const outcome = await merge(trial, { survivor, merged: goes });
    expectThat(outcome.kind === 'merged', `A merger is \`merged\`, not ${show(outcome)}.`);
    const there = await probe.list(source.id);
    expectSameMembers(
      there,
      [outcome.id, other],
      'Of two merged records one is there, under the id that was answered.',
    );
    const text = await textInApp(trial, source, outcome.id);
    expectSame(text, 'stands', 'What stands has the values of the survivor where both have one.');
    expectSame(await textInApp(trial, source, other), 'other', 'A merger touches no other record.');
  },
};

const merged: ConformanceTest = {
  name: 'leads from both ids of a merger to the record that stands',
  async run(trial) {
    const { source } = trial;
    const [survivor = '', goes = ''] = await addRecords(trial, source, 'stands', 'goes');
    await trial.settle();
    const { checkpoint } = await readChanges(trial);
    const outcome = await merge(trial, { survivor, merged: goes });
    expectThat(outcome.kind === 'merged', `A merger is \`merged\`, not ${show(outcome)}.`);
    for (const id of [survivor, goes]) {
      const read = await readRecord(trial, source, id);
      expectSame(read?.id, outcome.id, `readRecords of "${id}" answers with the record that stands.`);
      expectThat(
        read?.mergedFrom?.includes(goes) === true,
        `\`mergedFrom\` of what stands names "${goes}": ${show(read?.mergedFrom)}.`,
      );
    }
    await trial.settle();
    const ids = (await readChanges(trial, { since: checkpoint })).records.map(({ id }) => id);
    expectThat(ids.includes(outcome.id), 'A merger brings what stands up in readChanges.');
  },
};

const goneMerger: ConformanceTest = {
  name: 'merges nothing with a record that is gone',
  async run(trial) {
    const { source, probe } = trial;
    const kept = await addRecord(trial, source, 'kept');
    const gone = await addGone(trial, source);
    for (const request of [
      { survivor: kept, merged: gone },
      { survivor: gone, merged: kept },
    ]) {
      const { kind } = await merge(trial, request);
      expectSame(kind, 'gone', 'A merger with a record that is gone is `gone`.');
    }
    expectSame(await probe.list(source.id), [kept], 'The other record stays.');
    expectSame(await textInApp(trial, source, kept), 'kept', 'The other record stays as it is.');
  },
};

/** One call of `mergeRecords` on the source. */
export function merge(trial: Trial, request: Omit<MergeRequest, 'object'>): Promise<MergeOutcome> {
  const merging = trial.connection.mergeRecords?.({ object: trial.source.id, ...request }, trial.options);
  if (merging === undefined) {
    throw new ConformanceFailure('The capabilities say `merges: true`, so the connection needs mergeRecords.');
  }
  return merging;
}
