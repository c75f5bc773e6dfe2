import { expect, it, vi } from 'vitest';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { addCompany, addContact } from '../commands/support/fill-crm.ts';
import { type Crm, startCrm } from '../commands/support/start-crm.ts';
import { startStrippingProxy } from '../commands/support/stripping-proxy.ts';
import { parseMetrics } from './support/parse-metrics.ts';
import { serveProcess as serve } from './support/serve-process.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 100 };

const paced = (every: string): string =>
  crmConfiguration().replaceAll(/^( {2}(?:companies|contacts):\n)/gm, `$1    every: ${every}\n`);

const emails = async ({ base }: Crm): Promise<readonly unknown[]> =>
  (await base('People').select().all()).map((row) => row.get('Email')).sort();

it('runs every sync at its pace, at once when asked, not while paused, and ends with SIGTERM', async () => {
  const crm = await startCrm();
  await crm.configure(paced('1h'));
  const company = await addCompany(crm, { name: 'Engines', domain: 'engines.example' });
  await addContact(crm, { email: 'ada@engines.example', firstname: 'Ada', lastname: 'Lovelace' }, [company]);
  const service = serve(crm);
  await vi.waitFor(async () => expect(await emails(crm)).toEqual(['ada@engines.example']), patience);
  const address = await service.address();
  await vi.waitFor(async () => expect((await fetch(`${address}/healthz`)).status).toBe(200), patience);
  const runs = () => service.lines().filter((line) => line.msg === 'run');
  // The run is noted after its last write, which the app shows at once.
  await vi.waitFor(async () => {
    expect(runs().length).toBeGreaterThan(0);
    const { sampleOf } = parseMetrics(await (await fetch(`${address}/metrics`)).text());
    expect(sampleOf('linkwright_linked_records', { sync: 'contacts' })).toBe(1);
    // Its apps were asked for their objects besides what the syncs have called for.
    expect(sampleOf('linkwright_answers_total', { connection: 'airtable', status: '200' })).toBeGreaterThan(
      sampleOf('linkwright_calls_total', { sync: 'contacts', connection: 'airtable' }) ?? 0,
    );
  }, patience);

  // An hour is not over, so nothing happens by itself.
  await addContact(crm, { email: 'grace@engines.example', firstname: 'Grace', lastname: 'Hopper' });
  expect((await crm.run('pause', 'contacts', '--why', 'an import')).stdout).toContain('Paused: contacts');
  const paused = await crm.run('status');
  expect(paused.stdout).toContain('A service looks after this');
  expect(paused.stdout).toMatch(/contacts is paused by \S+ since .*: an import/);
  await crm.run('resume');
  expect(await crm.run('sync', '--now')).toMatchObject({
    stdout: expect.stringContaining('The service runs them now'),
    stderr: '',
  });
  await vi.waitFor(
    async () => expect(await emails(crm)).toEqual(['ada@engines.example', 'grace@engines.example']),
    patience,
  );

  const { exitCode } = await service.stop('SIGTERM');
  expect(exitCode).toBe(0);
  expect(runs().length).toBeGreaterThanOrEqual(2);
  expect(JSON.stringify(service.lines())).not.toContain('ada@engines.example');
});

it('goes on with the file before where the changed one is not right, and takes it over once it is', async () => {
  const crm = await startCrm();
  const file = crmConfiguration();
  await crm.configure(file);
  const service = serve(crm);
  await vi.waitFor(() => expect(service.lines().some((line) => line.msg === 'run')).toBe(true), patience);
  await crm.configure(file.replace('right: Email', 'right: Emial'));
  const rejected = () => service.lines().filter((line) => String(line.msg).includes('is not right'));
  await vi.waitFor(() => expect(rejected()).toHaveLength(1), patience);
  expect(JSON.stringify(rejected())).toContain('Emial');
  const address = await service.address();
  const metrics = async (): Promise<string> => (await fetch(`${address}/metrics`)).text();
  expect(await metrics()).toMatch(/linkwright_configuration_rejected\{workspace="[^"]+"\} 1/);
  // The service says so before it has noted it in the state.
  await vi.waitFor(async () => {
    const told = await crm.run('status');
    expect(told.exitCode).toBe(2);
    expect(told.stderr).toContain('a service goes on with the file as it was before');
  }, patience);
  const runs = () => service.lines().filter((line) => line.msg === 'run' && line.outcome === 'done').length;
  const before = runs();
  expect((await crm.run('sync', '--now')).exitCode).toBe(0);
  await vi.waitFor(() => expect(runs()).toBeGreaterThan(before), patience);
  await crm.configure(`${file}\n`);
  await vi.waitFor(
    () => expect(service.lines().some((line) => String(line.msg).includes('taken over'))).toBe(true),
    patience,
  );
  expect(await metrics()).toMatch(/linkwright_configuration_rejected\{workspace="[^"]+"\} 0/);
  expect((await service.stop('SIGTERM')).exitCode).toBe(0);
});

it('rests while an app refuses the key, says so, and goes on once the key is exchanged', async () => {
  const crm = await startCrm();
  const proxy = await startStrippingProxy(crm.variables.AIRTABLE_URL ?? '', 'nothing');
  await crm.setVariables({ ...crm.variables, AIRTABLE_URL: proxy.url });
  await crm.configure(paced('1s'));
  const service = serve(crm);
  const runs = (outcome: string) => service.lines().filter((line) => line.msg === 'run' && line.outcome === outcome);
  await vi.waitFor(() => expect(runs('done').length).toBeGreaterThan(0), patience);
  const body = { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } };
  proxy.refusal = { of: /./, status: 401, body };
  await vi.waitFor(
    async () => expect((await crm.run('status')).stdout).toMatch(/The syncs of airtable rest since/),
    patience,
  );
  await vi.waitFor(() => expect(runs('failed')).toHaveLength(1), patience);

  await addContact(crm, { email: 'ada@engines.example', firstname: 'Ada', lastname: 'Lovelace' });
  proxy.refusal = null;
  await crm.setVariables({ ...crm.variables, AIRTABLE_URL: proxy.url, AIRTABLE_ACCESS_TOKEN: 'patAnother' });
  await vi.waitFor(async () => expect(await emails(crm)).toEqual(['ada@engines.example']), patience);
  expect((await crm.run('status')).stdout).not.toContain('rest since');
  const { sampleOf } = parseMetrics(await (await fetch(`${await service.address()}/metrics`)).text());
  expect(sampleOf('linkwright_answers_total', { connection: 'airtable', status: '401' })).toBeGreaterThan(0);
  expect(sampleOf('linkwright_answers_total', { connection: 'hubspot', status: '401' })).toBeUndefined();
  expect((await service.stop('SIGTERM')).exitCode).toBe(0);
});

it('refuses a second service on the same state, and a place that is not there', async () => {
  const crm = await startCrm();
  const service = serve(crm);
  await vi.waitFor(
    () => expect(service.lines().some((line) => String(line.msg).includes('is served'))).toBe(true),
    patience,
  );
  const second = serve(crm);
  await vi.waitFor(
    () => expect(second.lines().some((line) => String(line.reason).includes('Another service'))).toBe(true),
    patience,
  );
  await second.stop('SIGTERM');
  await service.stop('SIGTERM');
  const { exitCode, stderr } = await crm.runProcess('start', 'nowhere');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('There is no nowhere.');
});
