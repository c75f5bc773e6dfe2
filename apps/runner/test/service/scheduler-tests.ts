import { expect, it } from 'vitest';
import type { Claim, Scheduler } from '../../src/service/scheduler.ts';
import type { HeldClock } from './held-clock.ts';

const job = (workspace: string, pair = 'a ↔ b') => ({ workspace, pair });

/** What every scheduler does, whoever keeps its jobs. */
export function schedulerTests(
  create: () => Promise<{ readonly clock: HeldClock; readonly scheduler: Scheduler }>,
): void {
  async function start() {
    const { clock, scheduler } = await create();
    const stop = new AbortController();
    /** What has been claimed so far, as somebody who waits for jobs one after the other. */
    const claims: Claim[] = [];
    const worker = async (): Promise<void> => {
      for (;;) {
        const claim = await scheduler.claim(stop.signal);
        if (claim === null) return;
        claims.push(claim);
      }
    };
    const ended = worker();
    return { clock, scheduler, claims, stop, ended };
  }

  it('gives a job once it is due, and not before', async () => {
    const { clock, scheduler, claims } = await start();
    await scheduler.set(job('one'), clock.now() + 1000);
    await clock.pass(999);
    expect(claims).toHaveLength(0);
    await clock.pass(1);
    expect(claims.map((claim) => claim.job)).toEqual([job('one')]);
  });

  it('gives a job to one worker alone until it is given back, and what was set meanwhile counts', async () => {
    const { clock, scheduler, claims } = await start();
    await scheduler.set(job('one'), clock.now());
    await clock.pass(0);
    await scheduler.set(job('one'), clock.now());
    await clock.pass(10_000);
    expect(claims).toHaveLength(1);
    await claims[0]?.finish(clock.now() + 60_000);
    await clock.pass(0);
    expect(claims).toHaveLength(2);
    await claims[1]?.finish(clock.now() + 60_000);
    await clock.pass(59_999);
    expect(claims).toHaveLength(2);
    await clock.pass(1);
    expect(claims).toHaveLength(3);
  });

  it('works on workspaces side by side, and on one pair of a workspace at a time', async () => {
    const { clock, scheduler, claims } = await start();
    await scheduler.set(job('one', 'a ↔ b'), clock.now() - 3);
    await scheduler.set(job('one', 'c ↔ d'), clock.now() - 2);
    await scheduler.set(job('two'), clock.now() - 1);
    await clock.pass(0);
    expect(claims.map((claim) => claim.job)).toEqual([job('one', 'a ↔ b'), job('two')]);
    await claims[0]?.finish(null);
    await clock.pass(0);
    expect(claims.at(-1)?.job).toEqual(job('one', 'c ↔ d'));
  });

  it('gives the one first that has waited longest', async () => {
    const { clock, scheduler, claims } = await start();
    await scheduler.set(job('late'), clock.now() + 20_000);
    await scheduler.set(job('early'), clock.now() + 10_000);
    await clock.pass(30_000);
    expect(claims.map((claim) => claim.job.workspace)).toEqual(['early', 'late']);
  });

  it('forgets a workspace, also while it is worked on, and takes it up again when it is set', async () => {
    const { clock, scheduler, claims } = await start();
    await scheduler.set(job('one'), clock.now());
    await clock.pass(0);
    await scheduler.forget('one');
    await claims[0]?.finish(clock.now());
    await clock.pass(1000);
    expect(claims).toHaveLength(1);
    await scheduler.set(job('one'), clock.now());
    await clock.pass(0);
    expect(claims).toHaveLength(2);
  });

  it('rests with a job that is due never', async () => {
    const { clock, scheduler, claims } = await start();
    await scheduler.set(job('one'), null);
    await clock.pass(1_000_000);
    expect(claims).toHaveLength(0);
  });

  it('lets go of whoever waits when it is told to stop', async () => {
    const { stop, ended, claims } = await start();
    stop.abort();
    await ended;
    expect(claims).toHaveLength(0);
  });
}
