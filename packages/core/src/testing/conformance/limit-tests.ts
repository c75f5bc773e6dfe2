import { isErrorOfKind } from '../../errors/linkwright-error.ts';
import { expectFailure, expectKind, expectSame, expectThat, show } from './expectations.ts';
import { leaveRefused, type Recording } from './recording-context.ts';
import type { ConformanceTest, Plan, Trial } from './trial.ts';
import { addRecords, createOf, labels, listIds, readChanges, readRecord, writeOne } from './trial-steps.ts';

/** The runner paces and counts the calls of all connections to an account: none may pass it by. */
export function limitTests({ faults }: Plan): readonly ConformanceTest[] {
  return [
    ...(faults === 'app' ? ofNetworks : [reportsTest]),
    {
      name: 'asks the limits before every call, in a bucket that it declares',
      async run(trial) {
        await variedWork(trial);
        const { reported } = trial.recording;
        reported.forEach(({ kind, acquiredBefore }, index) => {
          const advice = `Call ${index + 1} (${kind}) was made without asking: await context.limits.acquire before each.`;
          expectThat(acquiredBefore > index, advice);
        });
        expectDeclared(trial, trial.recording.acquired);
        expectDeclared(trial, trial.recording.adjusted);
      },
    },
    {
      name: 'makes no read for which the limits give no leave, and succeeds later',
      async run(trial) {
        const [id = ''] = await addRecords(trial, trial.source, 'read');
        await readRecord(trial, trial.source, id);
        const before = trial.probe.requests();
        trial.recording.refuseNext();
        const advice = 'A read succeeded although context.limits.acquire had thrown: throw on what it throws.';
        const error = await expectFailure(() => readRecord(trial, trial.source, id), advice);
        expectSame(expectKind(error, 'retryable', advice).code, leaveRefused, advice);
        expectSame(trial.probe.requests(), before, 'A call was made without leave.');
        expectSame((await readRecord(trial, trial.source, id))?.id, id, 'The read did not succeed later.');
      },
    },
    {
      name: 'makes no create for which the limits give no leave, and makes it once later',
      async run(trial) {
        await writeOne(trial, createOf(trial, 'before'));
        trial.recording.refuseNext();
        const refusal = await writeOne(trial, createOf(trial, 'after')).catch((error: unknown) => error);
        const isNotSent =
          typeof refusal === 'object' && refusal !== null && 'kind' in refusal && refusal.kind === 'not-sent';
        const reason = isNotSent && 'error' in refusal ? refusal.error : refusal;
        const advice =
          'Where context.limits.acquire throws, nothing is sent: throw on what it throws, or answer `not-sent`.';
        expectThat(
          isErrorOfKind(reason, 'retryable') && reason.code === leaveRefused,
          `${advice} It was ${show(refusal)}.`,
        );
        expectSame((await trial.probe.list(trial.source.id)).length, 1, 'A record was made without leave.');
        expectSame(
          (await writeOne(trial, createOf(trial, 'after'))).kind,
          'written',
          'The create did not succeed later.',
        );
        expectSame((await trial.probe.list(trial.source.id)).length, 2, 'The create was made twice, or not at all.');
      },
    },
  ];
}

/** Without a network nobody else counts the calls: at least there are some. */
const reportsTest: ConformanceTest = {
  name: 'reports the calls that it makes',
  async run(trial) {
    const before = trial.recording.reported.length;
    await variedWork(trial);
    expectThat(
      trial.recording.reported.length > before,
      'The connector reports no call: context.reportCall is called once for each, and the runner counts them.',
    );
  },
};

/** Who stands in the network sees what the connector sends. */
const ofNetworks: readonly ConformanceTest[] = [
  {
    name: 'reports every call that it makes, once',
    async run(trial) {
      const [requests, reports] = [trial.probe.requests(), trial.recording.reported.length];
      await variedWork(trial);
      const received = trial.probe.requests() - requests;
      expectThat(received > 0, 'The probe counts no requests of the connector.');
      expectSame(
        trial.recording.reported.length - reports,
        received,
        'context.reportCall is called once for each request, also for one that is sent again. (expected: what the app ' +
          'received, actual: what was reported)',
      );
    },
  },
  {
    name: 'pauses the bucket of a read that was refused with 429, and succeeds later',
    async run(trial) {
      const [id = ''] = await addRecords(trial, trial.source, 'read');
      await readRecord(trial, trial.source, id);
      await expectPause(trial, async () => {
        const record = await readRecord(trial, trial.source, id);
        expectSame(record?.id, id, 'The read did not succeed after a 429.');
      });
    },
  },
  {
    name: 'pauses the bucket of a create that was refused with 429, and makes it once',
    async run(trial) {
      await writeOne(trial, createOf(trial, 'before'));
      await expectPause(trial, async () => {
        const outcome = await writeOne(trial, createOf(trial, 'after'));
        expectSame(outcome.kind, 'written', 'A 429 means that nothing was done: the create is sent again.');
      });
      expectSame((await trial.probe.list(trial.source.id)).length, 2, 'The create was made twice, or not at all.');
    },
  },
];

async function variedWork(trial: Trial): Promise<void> {
  const [id = ''] = await addRecords(trial, trial.source, ...labels(trial.threePages));
  await trial.connection.check({}, trial.options);
  await readChanges(trial);
  await readRecord(trial, trial.source, id);
  await listIds(trial, trial.source);
  await writeOne(trial, createOf(trial, 'own'));
}

function expectDeclared(trial: Trial, buckets: Recording['acquired']): void {
  const declared = Object.keys(trial.connector.rateLimits);
  const strange = [...new Set(buckets)].filter((bucket) => !declared.includes(bucket));
  expectSame(strange, [], `The connector's rateLimits declare ${declared.join(', ')} and no other bucket.`);
}

async function expectPause(trial: Trial, work: () => Promise<void>): Promise<void> {
  const [requests, pauses] = [trial.probe.requests(), trial.recording.paused.length];
  trial.probe.refuseNext429();
  await work();
  expectThat(trial.probe.requests() - requests >= 2, 'The probe refused no request.');
  const paused = trial.recording.paused.slice(pauses);
  expectThat(
    paused.some(({ ms }) => ms > 0),
    `A 429 concerns every caller of the account: call context.limits.pause with the time that the app asks for. ${show(paused)}`,
  );
  expectDeclared(
    trial,
    paused.map(({ bucket }) => bucket),
  );
}
