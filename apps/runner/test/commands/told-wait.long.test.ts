import { expect, it } from 'vitest';
import { run } from '../../src/command/run.ts';
import { addCompany } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

it('tells on a terminal what is waited for, and for how long, while it lasts', async () => {
  let refused = 0;
  const crm = await startCrm({
    chooseFault: ({ app, method, path }) => {
      if (app !== 'airtable' || method !== 'POST' || !path.startsWith('/v0/app') || refused > 0) return undefined;
      refused += 1;
      // The shortest wait that is told, and two seconds.
      return { status: 429, retryAfterSeconds: 12 };
    },
  });
  await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  const stderr: string[] = [];
  const exitCode = await run({
    arguments: ['sync', '--yes'],
    environment: { NO_COLOR: '1' },
    directory: crm.directory,
    stdout: { write: () => undefined },
    stderr: { isTTY: true, columns: 80, write: (text) => void stderr.push(text) },
    signal: new AbortController().signal,
    now: Date.now,
  });
  expect(exitCode).toBe(0);
  const told = stderr.flatMap((text) => /waiting for Airtable, (\d+) s left/.exec(text)?.[1] ?? []);
  expect(told).toEqual(expect.arrayContaining(['12', '9', '6', '3']));
  expect(await crm.base('Accounts').select().all()).toHaveLength(1);
});
