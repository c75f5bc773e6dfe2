import { type RecordChange, RecordError, RetryableError, type WriteOutcome, writtenOutcome } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { type BatchIsolationOptions, createBatchIsolation, type RunWrite, writeInBatches } from '../../src/index.ts';

const bad = new RecordError('Bad.', { code: 'bad', category: 'other', remedy: 'Correct it.' });
const lost = new RetryableError('No answer.', { code: 'connection-lost', outcomeUnknown: true });
const busy = new RetryableError('Too many.', { code: 'rate-limited' });

const create = (index: number): RecordChange => ({ kind: 'create', writeId: String(index), fields: {} });

interface Setting {
  readonly count: number;
  readonly batchSize: number;
  /** Places of records that the app refuses. */
  readonly refused?: readonly number[];
  /** Places of records that cannot be prepared. */
  readonly unfit?: readonly number[];
  /** By number of the call, from 1. */
  readonly failures?: Readonly<Record<number, Error>>;
  readonly explain?: BatchIsolationOptions<RunWrite, readonly number[], string>['explain'];
}

/** An app that takes a batch whole or not at all, and gives a record the id `n` and its place. */
async function written({ count, batchSize, refused = [], unfit = [], failures = {}, explain }: Setting) {
  const calls: (readonly number[])[] = [];
  const outcomes = await writeInBatches<RunWrite, { readonly id: string }, readonly number[]>({
    ...{ appName: 'Notes', batchSize, signal: new AbortController().signal },
    changes: Array.from({ length: count }, (_, index) => create(index)),
    prepare(change, index) {
      if (unfit.includes(index)) throw bad;
      return { index, change };
    },
    async call(batch, { onSend }) {
      const places = batch.map(({ index }) => index);
      calls.push(places);
      onSend();
      const failure = failures[calls.length];
      if (failure !== undefined) throw failure;
      const culprits = places.filter((place) => refused.includes(place));
      if (culprits.length > 0) return { kind: 'refused', refusal: culprits };
      return { kind: 'done', records: places.map((place) => ({ id: `n${place}` })) };
    },
    outcomeOf: (_write, { id }) => writtenOutcome({ id, fields: {} }),
    sendWith: (run) =>
      createBatchIsolation<RunWrite, readonly number[], string>(run, {
        outcomeOf: () => ({ kind: 'rejected', error: bad }),
        ...(explain !== undefined && { explain }),
      }).write,
  });
  return { outcomes, calls, told: outcomes.map(toldOf) };
}

const toldOf = (outcome: WriteOutcome): string => (outcome.kind === 'written' ? outcome.record.id : outcome.kind);

describe('writing in batches', () => {
  test('gives one outcome per change, in order', async () => {
    const { told, calls } = await written({ count: 5, batchSize: 2 });
    expect(told).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
    expect(calls).toEqual([[0, 1], [2, 3], [4]]);
    expect((await written({ count: 0, batchSize: 2 })).outcomes).toEqual([]);
  });

  test('what cannot be prepared costs no call, and its mates are written', async () => {
    const { told, calls } = await written({ count: 3, batchSize: 10, unfit: [0, 2] });
    expect(told).toEqual(['rejected', 'n1', 'rejected']);
    expect(calls).toEqual([[1]]);
    expect((await written({ count: 1, batchSize: 10, unfit: [0] })).calls).toEqual([]);
  });

  test.each([0, 1, 37, 63, 98, 99])('one bad record at %i costs at most 2 · log2(100) more calls', async (place) => {
    const { told, calls } = await written({ count: 100, batchSize: 100, refused: [place] });
    expect(told).toEqual(Array.from({ length: 100 }, (_, index) => (index === place ? 'rejected' : `n${index}`)));
    expect(calls.length - 1).toBeLessThanOrEqual(2 * Math.log2(100));
  });

  test('several bad records, and nothing but bad ones', async () => {
    expect((await written({ count: 4, batchSize: 4, refused: [0, 3] })).told).toEqual([
      'rejected',
      'n1',
      'n2',
      'rejected',
    ]);
    expect((await written({ count: 4, batchSize: 4, refused: [0, 1, 2, 3] })).told).toEqual(Array(4).fill('rejected'));
  });

  test('no record is written twice while a bad one is looked for', async () => {
    const { calls } = await written({ count: 16, batchSize: 16, refused: [5, 6] });
    const sent = calls.filter((places) => !places.some((place) => [5, 6].includes(place))).flat();
    expect(new Set(sent).size).toBe(sent.length);
  });

  test('an answer that is lost in the middle leaves that part unknown; a failure ends the rest', async () => {
    const { told } = await written({ count: 4, batchSize: 4, refused: [3], failures: { 2: lost } });
    expect(told).toEqual(['unknown', 'unknown', 'n2', 'rejected']);
    const ended = await written({ count: 4, batchSize: 4, refused: [3], failures: { 2: busy } });
    expect(ended.told).toEqual(['not-sent', 'not-sent', 'not-sent', 'not-sent']);
    expect(ended.calls).toHaveLength(2);
  });

  test('rejects with what a change fails with that is no fault of the record', async () => {
    const broken = new TypeError('broken');
    const writing = writeInBatches<RunWrite, { readonly id: string }, never>({
      ...{ appName: 'Notes', batchSize: 1, signal: new AbortController().signal, changes: [create(0)] },
      prepare() {
        throw broken;
      },
      call: async () => ({ kind: 'done', records: [] }),
      outcomeOf: (_write, { id }) => writtenOutcome({ id, fields: {} }),
      sendWith: (run) => run.send,
    });
    await expect(writing).rejects.toBe(broken);
  });
});

describe('a refusal that can be explained', () => {
  test('costs one more call', async () => {
    const { told, calls } = await written({
      ...{ count: 8, batchSize: 8, refused: [2, 5] },
      async explain(batch, culprits, { write }) {
        await write(
          batch.filter(({ index }) => !culprits.includes(index)),
          'named',
        );
      },
    });
    expect(calls).toHaveLength(2);
    expect(told.filter((one) => one === 'not-sent')).toHaveLength(2);
  });

  test('knows what has been tried with the batch', async () => {
    const tries: (string | undefined)[] = [];
    await written({
      ...{ count: 2, batchSize: 2, refused: [0] },
      async explain(batch, refusal, { write, split }, tried) {
        tries.push(tried);
        if (tried === undefined) await write(batch, 'again');
        else await split(batch, refusal);
      },
    });
    // As a whole, once more as a whole, and then the half that stands alone, of which nothing has been tried.
    expect(tries).toEqual([undefined, 'again', undefined, 'again']);
  });

  test('that fails ends the run without a guess', async () => {
    const { told, calls } = await written({
      ...{ count: 3, batchSize: 2, refused: [0] },
      async explain() {
        throw busy;
      },
    });
    expect(told).toEqual(['not-sent', 'not-sent', 'not-sent']);
    expect(calls).toHaveLength(1);
  });
});
