import { type RecordChange, RetryableError, type WriteOutcome } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { type BatchAnswer, createWriteRun, type RunWrite, type SendOptions } from '../../src/index.ts';

interface Written {
  readonly id: string;
}

type Call = (batch: readonly RunWrite[], options: SendOptions) => Promise<BatchAnswer<Written, string>>;

function createOf(index: number): RunWrite {
  return { index, change: { kind: 'create', writeId: `w${index}`, fields: {} } };
}

function updateOf(index: number, id: string): RunWrite {
  const change: RecordChange = { kind: 'update', writeId: `w${index}`, id, fields: {} };
  return { index, change };
}

function runOf(size: number, call: Call, signal = new AbortController().signal) {
  return createWriteRun({
    appName: 'Example',
    size,
    signal,
    call,
    outcomeOf: (_write: RunWrite, { id }: Written): WriteOutcome => ({ kind: 'written', record: { id, fields: {} } }),
  });
}

/** Each call takes the next step; a request leaves before an answer comes or is lost. */
function script(...steps: readonly (BatchAnswer<Written, string> | Error)[]) {
  const sent: (readonly RunWrite[])[] = [];
  const call: Call = async (batch, { onSend }) => {
    const step = steps[sent.length];
    sent.push(batch);
    onSend();
    if (step === undefined) throw new Error('one call too many');
    if (step instanceof Error) throw step;
    return step;
  };
  return { call, sent };
}

function done(...ids: readonly string[]): BatchAnswer<Written, string> {
  return { kind: 'done', records: ids.map((id) => ({ id })) };
}

function kindsOf(outcomes: readonly WriteOutcome[]): readonly string[] {
  return outcomes.map(({ kind }) => kind);
}

describe('a write run', () => {
  test('finds created records by place and known ones by id', async () => {
    const { call } = script(done('n0', 'n1'), done('b', 'a'));
    const run = runOf(4, call);
    expect(await run.send([createOf(0), createOf(1)])).toBeNull();
    expect(await run.send([updateOf(2, 'a'), updateOf(3, 'b')])).toBeNull();
    expect(run.outcomes.map((outcome) => outcome.kind === 'written' && outcome.record.id)).toEqual([
      'n0',
      'n1',
      'a',
      'b',
    ]);
  });

  test('hands a refusal back and settles nothing', async () => {
    const { call } = script({ kind: 'refused', refusal: 'too long' });
    const run = runOf(1, call);
    expect(await run.send([createOf(0)])).toBe('too long');
    expect(kindsOf(run.outcomes)).toEqual(['not-sent']);
  });

  test('a lost answer leaves its own batch unknown, and the next one is sent', async () => {
    const lost = new RetryableError('No answer.', { code: 'answer-lost', outcomeUnknown: true });
    const { call } = script(lost, done('n1'));
    const run = runOf(2, call);
    await run.send([createOf(0)]);
    await run.send([createOf(1)]);
    expect(kindsOf(run.outcomes)).toEqual(['unknown', 'written']);
  });

  test('an answer of another length settles no write as written', async () => {
    const { call } = script(done('n0'));
    const run = runOf(2, call);
    await run.send([createOf(0), createOf(1)]);
    expect(kindsOf(run.outcomes)).toEqual(['unknown', 'unknown']);
    expect(run.outcomes[1]).toMatchObject({
      error: { code: 'unexpected-answer', message: 'Example answered 1 records to a write of 2.' },
    });
  });

  test('an answer that names one record for two creates settles neither', async () => {
    const { call } = script(done('n0', 'n0'));
    const run = runOf(2, call);
    await run.send([createOf(0), createOf(1)]);
    expect(kindsOf(run.outcomes)).toEqual(['unknown', 'unknown']);
    expect(run.outcomes[0]).toMatchObject({
      error: { code: 'unexpected-answer', message: 'Example named one record twice in the answer to a write.' },
    });
  });

  test('an answer with another record than the one that was written leaves it unknown', async () => {
    const { call } = script(done('a', 'x'));
    const run = runOf(2, call);
    await run.send([updateOf(0, 'a'), updateOf(1, 'b')]);
    expect(kindsOf(run.outcomes)).toEqual(['written', 'unknown']);
  });

  test('a failure that changed nothing stops what is still to come', async () => {
    const busy = new RetryableError('Too many requests.', { code: 'rate-limited', outcomeUnknown: false });
    const { call, sent } = script(done('n0'), busy);
    const run = runOf(3, call);
    await run.send([createOf(0)]);
    await run.send([createOf(1)]);
    await run.send([createOf(2)]);
    expect(kindsOf(run.outcomes)).toEqual(['written', 'not-sent', 'not-sent']);
    expect(run.outcomes[2]).toMatchObject({ error: { code: 'rate-limited' } });
    expect(sent).toHaveLength(2);
  });

  test('rejects while no request has left', async () => {
    const failure = new Error('down');
    const run = runOf(1, async () => Promise.reject(failure));
    await expect(run.send([createOf(0)])).rejects.toBe(failure);
  });

  test('an abort after sending leaves the batch unknown and sends nothing more', async () => {
    const controller = new AbortController();
    let calls = 0;
    const call: Call = async (_batch, { onSend, signal }) => {
      calls += 1;
      onSend();
      controller.abort(new Error('stopped'));
      throw signal.reason;
    };
    const run = runOf(2, call, controller.signal);
    await run.send([createOf(0)]);
    await run.send([createOf(1)]);
    expect(kindsOf(run.outcomes)).toEqual(['unknown', 'not-sent']);
    expect(run.outcomes[0]).toMatchObject({ error: { code: 'interrupted', outcomeUnknown: true } });
    expect(calls).toBe(1);
  });
});
