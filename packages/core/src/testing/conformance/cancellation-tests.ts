import { expectFailure, expectSame, expectThat } from './expectations.ts';
import type { ConformanceTest } from './trial.ts';
import { addRecords, createOf, labels, readPages } from './trial-steps.ts';

/** Ctrl-C ends a run between two requests, not after the last one. */
export function cancellationTests(): readonly ConformanceTest[] {
  return [
    {
      name: 'sends nothing once the signal is aborted',
      async run(trial) {
        const { source, connection, probe } = trial;
        const [id = ''] = await addRecords(trial, source, 'kept');
        const before = probe.requests();
        const options = { signal: AbortSignal.abort() };
        const asked = { object: source.id, fields: [source.text.id], associations: [] };
        const members: Readonly<Record<string, () => Promise<unknown>>> = {
          check: () => connection.check({}, options),
          readChanges: () => drain(connection.readChanges({ ...asked, since: null }, options)),
          readRecords: () => connection.readRecords({ ...asked, ids: [id] }, options),
          listIds: () => drain(connection.listIds({ object: source.id }, options)),
          write: () => connection.write({ object: source.id, changes: [createOf(trial, 'never')] }, options),
        };
        for (const [member, work] of Object.entries(members)) {
          await expectFailure(work, `${member} answers although its signal was aborted before.`);
          expectSame(probe.requests(), before, `${member} sends a request although its signal was aborted before.`);
        }
      },
    },
    {
      name: 'stops a read between its pages',
      async run(trial) {
        await addRecords(trial, trial.source, ...labels(trial.threePages));
        const controller = new AbortController();
        let pages = 0;
        let after = 0;
        await expectFailure(async () => {
          for await (const _page of readPages(trial, { options: { signal: controller.signal } })) {
            pages += 1;
            if (pages > 1) continue;
            controller.abort();
            after = trial.probe.requests();
          }
        }, 'readChanges goes on to the end although its signal was aborted after the first page.');
        expectSame(pages, 1, 'readChanges yields pages after its signal was aborted.');
        expectSame(trial.probe.requests(), after, 'readChanges sends requests after its signal was aborted.');
      },
    },
    {
      name: 'shows the first page before it has read the last',
      async run(trial) {
        await addRecords(trial, trial.source, ...labels(trial.threePages));
        await drain(readPages(trial));
        const start = trial.probe.requests();
        await drain(readPages(trial));
        const whole = trial.probe.requests() - start;
        for await (const _page of readPages(trial)) break;
        const first = trial.probe.requests() - start - whole;
        expectThat(
          first < whole,
          `readChanges made all its ${whole} requests before its first page. Yield each page when it is there: a consumer ` +
            'may stop, and memory is not to grow with the number of records.',
        );
      },
    },
    {
      name: 'leaves a call alone when another one beside it is aborted',
      async run(trial) {
        const { source } = trial;
        const [id = ''] = await addRecords(trial, source, 'kept');
        const connection = trial.connect();
        const controller = new AbortController();
        const request = { object: source.id, ids: [id], fields: [source.text.id], associations: [] };
        const aborted = connection.readRecords(request, { signal: controller.signal }).catch(() => null);
        const other = connection.readRecords(request, trial.options);
        controller.abort();
        const [settled] = await Promise.allSettled([other, aborted]);
        expectThat(
          settled.status === 'fulfilled',
          'A call failed because another one was aborted. What calls share (a schema being read) may not hang on the ' +
            'signal of the first that asks for it.',
        );
        expectSame(settled.value[0]?.record?.id, id, 'The call beside an aborted one answers as ever.');
      },
    },
  ];
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _item of items);
}
