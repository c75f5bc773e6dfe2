import type { MergeOutcome, RecordChange, WriteOutcome } from '../../contract/record-change.ts';
import { targetOf, writeSeparately } from './association-steps.ts';
import { ConformanceFailure, expectKind, expectSame, expectThat, show } from './expectations.ts';
import { merge } from './merge-tests.ts';
import { associationOf, type ConformanceTest, type Plan } from './trial.ts';
import { addRecord, addRecords, associationRoles, createOf, textInApp, write, writeOne } from './trial-steps.ts';

/** The app did it, and nobody heard: that is said, and never tried a second time in silence. */
export function unknownOutcomeTests(plan: Plan): readonly ConformanceTest[] {
  const { capabilities } = plan;
  const separate = Object.values(capabilities.associationWrites).includes('separate');
  return [
    {
      name: 'says of creates whose answer is lost that their outcome is unknown, and sends them once',
      async run(trial) {
        const count = Math.min(capabilities.batchLimits.create, 2);
        const changes = ['a', 'b'].slice(0, count).map((label) => createOf(trial, label));
        trial.probe.loseNextAnswer('create');
        const outcomes = await withoutThrowing(() => write(trial, trial.source, changes));
        for (const outcome of outcomes) expectUnknown(outcome);
        const made = await trial.probe.list(trial.source.id);
        expectSame(
          made.length,
          count,
          `The app holds ${made.length} records after a create of ${count} whose answer was lost. (0: the probe did not ` +
            'carry it out; more: the connector sent it again. A create is no safe request.)',
        );
      },
    },
    {
      name: 'does not throw when the answer to an update is lost',
      async run(trial) {
        const { source } = trial;
        const id = await addRecord(trial, source, 'before');
        trial.probe.loseNextAnswer('update');
        const fields = { [source.text.id]: 'after' };
        const outcome = await withoutThrowing(() => writeOne(trial, { kind: 'update', writeId: 'u', id, fields }));
        expectRepeatedOrUnknown(outcome);
        expectSame(await textInApp(trial, source, id), 'after', 'The probe did not carry the update out.');
      },
    },
    {
      name: 'goes on working after an answer was lost',
      async run(trial) {
        trial.probe.loseNextAnswer('create');
        await withoutThrowing(() => writeOne(trial, createOf(trial, 'lost')));
        const outcome = await writeOne(trial, createOf(trial, 'next'));
        expectSame(outcome.kind, 'written', 'The write after one whose answer was lost is a write like any other.');
      },
    },
    ...(capabilities.archive === 'none' ? [] : [lostArchive]),
    ...(capabilities.merges === true ? [lostMerger] : []),
    ...(separate ? [lostAssociation(plan)] : []),
  ];
}

const lostArchive: ConformanceTest = {
  name: 'does not throw when the answer to an archiving is lost',
  async run(trial) {
    const { source, probe } = trial;
    const id = await addRecord(trial, source, 'before');
    probe.loseNextAnswer('archive');
    const change: RecordChange = { kind: 'archive', writeId: 'a', id };
    const outcome = await withoutThrowing(() => writeOne(trial, change));
    if (outcome.kind !== 'gone') expectRepeatedOrUnknown(outcome);
    expectSame(await probe.list(source.id), [], 'The probe did not carry the archiving out.');
  },
};

const lostMerger: ConformanceTest = {
  name: 'says of a merger whose answer is lost that its outcome is unknown',
  async run(trial) {
    const { source, probe } = trial;
    const [survivor = '', merged = ''] = await addRecords(trial, source, 'stands', 'goes');
    probe.loseNextAnswer('merge');
    const outcome = await withoutThrowing(() => merge(trial, { survivor, merged }));
    expectUnknown(outcome);
    const left = (await probe.list(source.id)).length;
    expectSame(
      left,
      1,
      `The app holds ${left} records after a merger whose answer was lost. (2: the probe did not do it.)`,
    );
  },
};

function lostAssociation(plan: Plan): ConformanceTest {
  return {
    name: 'does not throw when the answer to an association is lost',
    about: 'associations',
    async run(trial) {
      const { source, target, probe } = trial;
      const field = associationOf(source.schema, associationRoles(plan)[0] ?? '');
      const id = await addRecord(trial, source, 'source');
      const targetName = await targetOf(trial, field, await addRecord(trial, target, 'target'));
      probe.loseNextAnswer('associate');
      const edit = { id, field: field.id, add: [targetName] };
      const [outcome] = await withoutThrowing(() => writeSeparately(trial, [edit]));
      const fits = outcome?.kind === 'unknown' || outcome?.kind === 'written';
      expectThat(fits, `An association whose answer is lost is \`unknown\`, or made again: ${show(outcome)}.`);
      expectSame((await probe.associations(source.id, id, field.id)).length, 1, 'The probe did not carry it out.');
    },
  };
}

async function withoutThrowing<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const advice = 'The request had left when this was thrown. From then on a write answers outcomes (`unknown`)';
    throw new ConformanceFailure(`${advice}, since a throw says that nothing was sent: ${show(error)}`);
  }
}

function expectUnknown(outcome: WriteOutcome | MergeOutcome): void {
  expectThat(
    outcome.kind === 'unknown',
    `The outcome of a write without an answer is \`unknown\`, not ${show(outcome)}.`,
  );
  const error = expectKind(outcome.error, 'retryable', 'The error of an unknown outcome is retryable.');
  expectThat(error.outcomeUnknown, 'The error of an unknown outcome says so: outcomeUnknown: true.');
}

/** Sent again, an update ends in the same state: both are fine. */
function expectRepeatedOrUnknown(outcome: WriteOutcome): void {
  if (outcome.kind === 'written') return;
  expectUnknown(outcome);
}
