import { expect, it } from 'vitest';
import { systemClock } from '../../src/connect/system-clock.ts';
import type { ExchangeJob, ExchangeResult } from '../../src/credentials/exchange-job.ts';
import { answerPlace } from '../../src/credentials/exchange-job.ts';
import { keptCredentials } from '../../src/credentials/kept-credentials.ts';
import { importKeyring, openKeyring } from '../../src/credentials/keyring.ts';
import { parseMasterKey } from '../../src/credentials/master-key.ts';
import { beginExchange, endExchange } from '../../src/store/credentials.ts';
import { openStore } from '../../src/store/open-store.ts';

const master = parseMasterKey(Buffer.alloc(32, 5).toString('base64'), 'the test');

/** The same on both databases. */
export function describeKeptCredentials(placeOf: () => Promise<string>): void {
  async function start(carryOut: (job: ExchangeJob) => Promise<ExchangeResult> = never) {
    const place = await placeOf();
    const store = await openStore(place);
    const keyring = () => openKeyring(store, master);
    const kept = (owner = 'airtable') =>
      keptCredentials({
        state: { place },
        keyring,
        clock: systemClock,
        connection: owner,
        kind: 'grant',
        carryOut,
        // Nobody here has to wait for its end: one that a slow disk outlasts would let the next one in too early.
        leaseMs: 600_000,
      });
    return { place, store, kept, keyring };
  }

  it('keeps a text, and nothing of it in the clear', async () => {
    const { store, kept } = await start();
    expect(await kept().read()).toBeNull();
    expect(await kept().update(async () => 'a secret of 20 letters')).toBe('a secret of 20 letters');
    expect(await kept().read()).toBe('a secret of 20 letters');
    const rows = await store.database.selectFrom('credentials').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('secret');
    await store.close();
  });

  it('refuses what was moved to another row', async () => {
    const { store, kept } = await start();
    await kept('one').update(async () => 'of one');
    await kept('two').update(async () => 'of two');
    const { sealed } = await store.database
      .selectFrom('credentials')
      .select('sealed')
      .where('connection', '=', 'one')
      .executeTakeFirstOrThrow();
    await store.database.updateTable('credentials').set({ sealed }).where('connection', '=', 'two').execute();
    await expect(kept('two').read()).rejects.toMatchObject({ code: 'credential-damaged' });
    await store.close();
  });

  it('tells that the key is another one', async () => {
    const { store, kept } = await start();
    await kept().update(async () => 'text');
    const other = parseMasterKey(Buffer.alloc(32, 6).toString('base64'), 'LINKWRIGHT_KEY');
    await expect(openKeyring(store, other)).rejects.toMatchObject({ code: 'key-wrong' });
    await store.close();
  });

  it('changes run one after the other, and each sees what the one before has made', async () => {
    const { store, kept } = await start();
    let running = 0;
    let most = 0;
    const change = async (current: string | null): Promise<string> => {
      running += 1;
      most = Math.max(most, running);
      await systemClock.sleep(5, new AbortController().signal);
      running -= 1;
      return String(Number(current ?? 0) + 1);
    };
    await Promise.all(Array.from({ length: 8 }, () => kept().update(change)));
    expect(await kept().read()).toBe('8');
    expect(most).toBe(1);
    await store.close();
  });

  it('an exchange whose process has died is taken up: its answer is used, and nothing is sent again', async () => {
    const sent: string[] = [];
    const { store, kept } = await start(async (job) => {
      sent.push(job.id);
      const isBegun = await store.transaction((database) =>
        beginExchange(database, job, { ...job, timeoutMs: 10_000 }),
      );
      expect(isBegun).toBe(true);
      const text = JSON.stringify({ status: 200, headers: {}, body: 'the new token' });
      const answer = importKeyring(job.keyring).seal(answerPlace(job), text);
      await store.transaction((database) => endExchange(database, job, { ...job, answer }));
      // Whoever asked for it is not there any more.
      throw new Error('killed');
    });
    await kept().update(async () => 'the first token');
    const request = { url: 'http://localhost:1/token', headers: {}, body: 'refresh_token=once' };
    const renew = () => kept().update(async (_, update) => (await update?.exchange?.(request))?.body ?? 'no answer');
    await expect(renew()).rejects.toThrow('killed');
    expect(await renew()).toBe('the new token');
    expect(sent).toHaveLength(1);
    await store.close();
  });

  it('one that nobody will answer is told, and is sent again only where that is asked for', async () => {
    const sent: boolean[] = [];
    const { store, kept } = await start(async (job) => {
      sent.push(job.again);
      await store.transaction((database) => beginExchange(database, job, { ...job, timeoutMs: 10_000 }));
      await store.transaction((database) => endExchange(database, job, { ...job, answer: null }));
      return { outcome: 'unanswered', reason: 'ECONNRESET' };
    });
    await kept().update(async () => 'the first token');
    const request = { url: 'http://localhost:1/token', headers: {}, body: 'refresh_token=once' };
    const ask = (again: boolean) =>
      kept().update(async (current, update) => {
        expect(await update?.exchange?.({ ...request, again })).toBeNull();
        return current ?? '';
      });
    await ask(false);
    await ask(false);
    expect(sent).toEqual([false]);
    await ask(true);
    expect(sent).toEqual([false, true]);
    await store.close();
  });
}

const never = (): Promise<ExchangeResult> => Promise.reject(new Error('nothing was to be sent'));
