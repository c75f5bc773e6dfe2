import { expect, it } from 'vitest';
import { run } from '../../src/command/run.ts';
import { addCompany } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

/** The shortest wait that is told, and five seconds in which a busy machine may do something else. */
const retryAfterSeconds = 15;

it('tells on a terminal what is waited for, and for how long, while it lasts', async () => {
  const askedAt: number[] = [];
  const crm = await startCrm({
    chooseFault: ({ app, method, path }) => {
      if (app !== 'airtable' || method !== 'POST' || !path.startsWith('/v0/app')) return undefined;
      askedAt.push(Date.now());
      return askedAt.length > 1 ? undefined : { status: 429, retryAfterSeconds };
    },
  });
  await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  const told: { readonly at: number; readonly left: number }[] = [];
  const exitCode = await run({
    arguments: ['sync', '--yes'],
    environment: { NO_COLOR: '1' },
    directory: crm.directory,
    stdout: { write: () => undefined },
    stderr: {
      isTTY: true,
      columns: 80,
      write: (text) => {
        const left = /waiting for Airtable, (\d+) s left/.exec(text)?.[1];
        if (left !== undefined) told.push({ at: Date.now(), left: Number(left) });
      },
    },
    signal: new AbortController().signal,
    now: Date.now,
  });
  expect(exitCode).toBe(0);
  expect(new Set(told.map(({ left }) => left)).size).toBeGreaterThanOrEqual(4);
  // Which seconds are told depends on the machine; each is what is left when it is told, rounded up.
  const [refusedAt = 0, askedAgainAt = 0] = askedAt;
  for (const [index, { at, left }] of told.entries()) {
    expect(left).toBeGreaterThanOrEqual(retryAfterSeconds - (at - refusedAt) / 1000);
    expect(left).toBeLessThan((askedAgainAt - (told[index - 1]?.at ?? refusedAt)) / 1000 + 1);
  }
  expect(await crm.base('Accounts').select().all()).toHaveLength(1);
});
