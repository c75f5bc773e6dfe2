import { type RecordChange, RecordError, RetryableError, type WriteOutcome } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { createHttpClient, type SendOptions, writeEach } from '../../src/index.ts';
import { createTestContext } from '../test-context.ts';
import { hangUp, json, startTestServer } from '../test-server.ts';

const options = { signal: new AbortController().signal };

const changesOf = (count: number): readonly RecordChange[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'create', writeId: `w${index}`, fields: {} }));

const written = (id: string): WriteOutcome => ({ kind: 'written', record: { id, fields: {} } });

const refused = new RecordError('No.', { code: 'refused', category: 'other', remedy: 'Correct it.' });
const lost = new RetryableError('No answer.', { code: 'connection-lost', outcomeUnknown: true });
const busy = new RetryableError('Too many.', { code: 'rate-limited' });

/** Each change takes the next step; its request has left when the step comes, unless `sends` says otherwise. */
async function outcomesOf(steps: readonly (WriteOutcome | Error)[], sends = true) {
  let calls = 0;
  const outcomes = await writeEach(changesOf(steps.length), options, async (_change, { onSend }) => {
    const step = steps[calls];
    calls += 1;
    if (sends) onSend();
    if (step === undefined || step instanceof Error) throw step;
    return step;
  });
  return { outcomes, calls };
}

describe('writing one after the other', () => {
  test('gives an outcome for each, in order', async () => {
    const steps = [written('1'), { kind: 'gone' } as const, written('2')];
    expect(await outcomesOf(steps)).toEqual({ outcomes: steps, calls: 3 });
    expect(await outcomesOf([])).toEqual({ outcomes: [], calls: 0 });
  });

  test('a refused record costs its mates nothing, also before anything was sent', async () => {
    for (const sends of [true, false]) {
      const { outcomes } = await outcomesOf([refused, written('2')], sends);
      expect(outcomes).toEqual([{ kind: 'rejected', error: refused }, written('2')]);
    }
  });

  test('a lost answer leaves that one unknown, and the next is written', async () => {
    const { outcomes } = await outcomesOf([written('1'), lost, written('3')]);
    expect(outcomes).toEqual([written('1'), { kind: 'unknown', error: lost }, written('3')]);
  });

  test('a failure of the app ends it: what is still to come is not sent', async () => {
    const { outcomes, calls } = await outcomesOf([written('1'), busy, written('3'), written('4')]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'not-sent', 'not-sent', 'not-sent']);
    expect(outcomes[3]).toMatchObject({ error: busy });
    expect(calls).toBe(2);
  });

  test('rejects while no request has left', async () => {
    await expect(outcomesOf([busy, written('2')], false)).rejects.toBe(busy);
  });

  test.each([
    ['before it was sent', false, ['written', 'not-sent', 'not-sent']],
    ['on its way', true, ['written', 'unknown', 'not-sent']],
  ])('an abort %s', async (_when, sends, kinds) => {
    const controller = new AbortController();
    let calls = 0;
    const write = async (_change: RecordChange, { signal, onSend }: SendOptions) => {
      calls += 1;
      if (calls === 2) controller.abort(new Error('stopped'));
      if (calls === 1 || sends) onSend();
      signal.throwIfAborted();
      return written(String(calls));
    };
    const outcomes = await writeEach(changesOf(3), { signal: controller.signal }, write);
    expect(outcomes.map(({ kind }) => kind)).toEqual(kinds);
    expect(outcomes[2]).toMatchObject({ error: { code: 'interrupted', outcomeUnknown: false } });
    expect(calls).toBe(2);
  });
});

describe('a target that the app does not take', () => {
  const missing = new RecordError('No such company.', {
    ...{ code: 'no-company', category: 'association-target', field: 'companies', remedy: 'Look.' },
  });
  const ids = (...names: readonly string[]) => names.map((id) => ({ id }));
  const edit = { add: ids('2', '3'), remove: ids('4'), result: ids('1', '2', '3') };
  const update: RecordChange = {
    ...{ kind: 'update', writeId: 'w', id: '7', fields: { name: 'Ada' } },
    associations: { companies: edit, deals: { add: ids('9'), remove: [], result: ids('9') } },
  };

  test('is left out with what else is added there, and the record is written', async () => {
    const seen: RecordChange[] = [];
    const outcomes = await writeEach([update], options, async (change) => {
      seen.push(change);
      if (seen.length === 1) throw missing;
      return written('7');
    });
    const refused = ids('2', '3').map((target) => ({ field: 'companies', target, error: missing }));
    expect(outcomes).toEqual([{ ...written('7'), refused }]);
    expect(seen[1]).toEqual({
      ...update,
      associations: { ...update.associations, companies: { add: [], remove: ids('4'), result: ids('1') } },
    });
  });

  test('ends after one more try, where the app goes on refusing', async () => {
    let calls = 0;
    const outcomes = await writeEach([update, update], options, async () => {
      calls += 1;
      throw missing;
    });
    expect(outcomes).toEqual([
      { kind: 'rejected', error: missing },
      { kind: 'rejected', error: missing },
    ]);
    expect(calls).toBe(4);
  });

  test('is no reason to write again what adds nothing there', async () => {
    let calls = 0;
    const plain = { ...update, associations: { companies: { ...edit, add: [] } } };
    const archive: RecordChange = { kind: 'archive', writeId: 'w', id: '7' };
    const outcomes = await writeEach([plain, archive, ...changesOf(1)], options, async () => {
      calls += 1;
      throw missing;
    });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(calls).toBe(3);
  });

  test('keeps what another refusal of the same record said', async () => {
    const other = new RecordError('No such deal.', { ...missing, field: 'deals', category: 'association-target' });
    const errors = [missing, other];
    const [outcome] = await writeEach([update], options, async () => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return written('7');
    });
    const fields = outcome?.kind === 'written' ? outcome.refused?.map(({ field }) => field) : [];
    expect([...(fields ?? [])].sort()).toEqual(['companies', 'companies', 'deals']);
  });
});

describe('over HTTP', () => {
  async function writtenTo(...answers: Parameters<typeof startTestServer>) {
    const server = await startTestServer(...answers);
    const context = createTestContext();
    const http = createHttpClient(context, { appName: 'Notes', baseUrl: server.baseUrl, headers: {}, secrets: [] });
    const outcomes = await writeEach(changesOf(3), options, async (change, sending) => {
      const call = { kind: 'create', method: 'POST', path: '/notes', body: change.writeId, safe: false } as const;
      const { body } = await http.request({ ...call, ...sending });
      return written(String(body));
    });
    http.close();
    await server.close();
    return { outcomes, bodies: server.requests.map(({ body }) => body), context };
  }

  test('a 429 in the middle is waited for, and no record is sent twice', async () => {
    const limited = json(429, {}, { 'retry-after': '7' });
    const { outcomes, bodies, context } = await writtenTo(json(201, 'a'), limited, json(201, 'b'), json(201, 'c'));
    expect(outcomes).toEqual([written('a'), written('b'), written('c')]);
    expect(bodies).toEqual(['"w0"', '"w1"', '"w1"', '"w2"']);
    expect(context.passed()).toBe(7000);
  });

  test('a connection that breaks in the middle leaves one record unknown and repeats none', async () => {
    const { outcomes, bodies } = await writtenTo(json(201, 'a'), hangUp, json(201, 'c'));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'unknown', 'written']);
    expect(bodies).toEqual(['"w0"', '"w1"', '"w2"']);
  });
});
