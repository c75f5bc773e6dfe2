import { checkpointUnknown } from '../../contract/source-record.ts';
import { expectFailure, expectKind, expectSame, expectThat } from './expectations.ts';
import type { ConformanceTest, Trial } from './trial.ts';
import { addRecord, addRecords, labels, latest, type ReadChanges, readChanges, readPages } from './trial-steps.ts';

/** A checkpoint is a sentence in a row of the store; longer ones make it slow. */
const longestCheckpoint = 2000;

/** A process may end after any page. Another one goes on from the checkpoint: it may see something again, never less. */
export function resumeTests(): readonly ConformanceTest[] {
  return [
    {
      name: 'resumes a full read from every checkpoint without loss',
      async run(trial) {
        await addRecords(trial, trial.source, ...labels(trial.threePages));
        await expectNoLoss(trial, await readChanges(trial));
      },
    },
    {
      name: 'resumes a read of changes from every checkpoint without loss',
      async run(trial) {
        await addRecords(trial, trial.source, 'before');
        await trial.settle();
        const { checkpoint } = await readChanges(trial);
        await addRecords(trial, trial.source, ...labels(trial.threePages));
        await trial.settle();
        const changes = await readChanges(trial, { since: checkpoint });
        await expectNoLoss(trial, changes);
      },
    },
    {
      name: 'loses nothing that changes while it reads',
      async run(trial) {
        const { source, probe } = trial;
        const ids = await addRecords(trial, source, ...labels(trial.threePages));
        const touched = new Map<string, string>();
        let checkpoint = '';
        const known = new Map<string, unknown>();
        for await (const page of readPages(trial)) {
          for (const record of page.records) known.set(record.id, record.fields[source.text.id]);
          ({ checkpoint } = page);
          if (touched.size > 0) continue;
          const read = page.records[0]?.id ?? '';
          const unread = ids.findLast((id) => !known.has(id)) ?? '';
          touched.set(read, 'changed after it was read').set(unread, 'changed before it was read');
          for (const [id, text] of touched) await probe.update(source.id, id, { [source.text.id]: text });
          touched.set(await addRecord(trial, source, 'made meanwhile'), 'made meanwhile');
        }
        await trial.settle();
        const next = await readChanges(trial, { since: checkpoint });
        for (const record of next.records) known.set(record.id, record.fields[source.text.id]);
        for (const [id, text] of touched) {
          expectSame(known.get(id), text, 'A change made during a read was in neither that read nor the one after it.');
        }
      },
    },
    {
      name: 'refuses a checkpoint that it does not know, before the first page',
      async run(trial) {
        for (const since of ['{"v":999,"mode":"of another version"}', '{"cut', '']) {
          const advice = `Throw a ContractError with the code ${checkpointUnknown} for a checkpoint such as ${since}.`;
          const error = await expectFailure(() => readChanges(trial, { since }), advice);
          expectSame(expectKind(error, 'contract', advice).code, checkpointUnknown, advice);
        }
      },
    },
    {
      name: 'keeps checkpoints small, and as JSON',
      async run(trial) {
        await addRecords(trial, trial.source, ...labels(trial.threePages));
        for (const { checkpoint } of (await readChanges(trial)).pages) {
          expectThat(isJson(checkpoint), `The checkpoint is not JSON: ${checkpoint}`);
          expectThat(checkpoint.length <= longestCheckpoint, `The checkpoint has ${checkpoint.length} characters.`);
        }
      },
    },
  ];
}

/** What came up to a page, and what comes after it on another connection, is together all that came in one go. */
async function expectNoLoss(trial: Trial, whole: ReadChanges): Promise<void> {
  const text = trial.source.text.id;
  const all = new Set(whole.records.map(({ id }) => id));
  for (const [index, page] of whole.pages.entries()) {
    const before = whole.pages.slice(0, index + 1).flatMap((earlier) => earlier.records);
    const after = await readChanges(trial, { since: page.checkpoint, connection: trial.connect() });
    const seen = new Set([...before, ...after.records].map(({ id }) => id));
    const lost = [...all].filter((id) => !seen.has(id));
    expectSame(
      lost.map((id) => latest(whole, id)?.fields[text]),
      [],
      `Resumed after page ${index + 1} of ${whole.pages.length}, the read lost ${lost.length} records. A checkpoint covers ` +
        'what came up to and including its page, and nothing beyond.',
    );
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
