import { expect, it } from 'vitest';
import { run } from '../../src/command/run.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { startCrm } from './support/start-crm.ts';

it('status --max-age ends with 1 where a sync is older, and names it', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies']));
  const statusIn = async (minutes: number) => {
    const told: string[] = [];
    const stream = { write: (text: string) => void told.push(text) };
    const exitCode = await run({
      arguments: ['status', '--max-age', '30m'],
      environment: {},
      directory: crm.directory,
      stdout: stream,
      stderr: stream,
      signal: new AbortController().signal,
      now: () => Date.now() + minutes * 60_000,
    });
    return { exitCode, text: told.join('') };
  };
  expect((await statusIn(0)).exitCode).toBe(1);
  expect((await crm.run('sync')).exitCode).toBe(0);
  expect((await statusIn(29)).exitCode).toBe(0);
  const old = await statusIn(31);
  expect(old).toMatchObject({ exitCode: 1, text: expect.stringContaining('companies') });
});
