import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningSandbox } from '@linkwright/sandbox';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { pairName } from '../../src/schedule/account-pairs.ts';
import { ServedWorkspace } from '../../src/service/served-workspace.ts';
import { createServiceEvents } from '../../src/service/service-events.ts';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { addCompany, addContact } from '../commands/support/fill-crm.ts';
import { connectHere } from './support/connect-here.ts';
import { oauthVariables, startOAuthCrm } from './support/oauth-crm.ts';

const clock = {
  now: Date.now,
  wait: (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => undefined),
};

it('a grant that is revoked in the middle of a run is told with what to do, and stops the syncs of its connection alone', async () => {
  let sandbox: RunningSandbox | null = null;
  let creates = 0;
  const crm = await startOAuthCrm({
    // Sped up, a token lives for three seconds: a create that it came too late for would be counted.
    speed: 1,
    limits: false,
    chooseFault({ app, method, path }) {
      if (app !== 'airtable' || method !== 'POST' || !/^\/v0\/app\w+\/tbl/.test(path)) return undefined;
      creates += 1;
      // Somebody says no to us after the first ten.
      if (creates === 2) sandbox?.airtable.revokeGrants('client-of-the-crm');
      return undefined;
    },
  });
  ({ sandbox } = crm);
  await crm.addTable('Folks', [
    { name: 'Email', type: 'email' },
    { name: 'Name', type: 'singleLineText' },
  ]);
  const granted = crmConfiguration(['companies']).replace(
    'accessToken: "$' + '{AIRTABLE_ACCESS_TOKEN}"',
    'clientId: "$' + '{AIRTABLE_CLIENT_ID}", clientSecret: "$' + '{AIRTABLE_CLIENT_SECRET}"',
  );
  const other = `  other:
    connector: "@linkwright/connector-airtable"
    settings: { accessToken: patOther, baseId: ${crm.baseId}, baseUrl: ${crm.variables.AIRTABLE_URL} }
syncs:
  folks:
    left: { connection: hubspot, object: contacts }
    right: { connection: other, object: Folks }
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }, { left: firstname, right: Name }]
    associations: []
`;
  await crm.configure(granted.replace('syncs:\n', other));
  await crm.setVariables(oauthVariables(crm));
  for (let index = 0; index < 30; index += 1) {
    await addCompany(crm, { name: `Company ${index}`, domain: `c${index}.example` });
  }
  await addContact(crm, { email: 'ada@x.example', firstname: 'Ada' });
  expect(await connectHere(crm.directory, 'airtable')).toMatchObject({ exitCode: 0 });

  const log = pino({ level: 'silent' });
  const context = {
    clock,
    log,
    events: createServiceEvents(clock.now),
    environment: {},
    directory: crm.directory,
  };
  const file = join(crm.directory, 'linkwright.yaml');
  const workspace = await ServedWorkspace.open(context, { name: 'crm', file });
  const { signal } = new AbortController();
  const rows = async (table: string): Promise<number> => (await crm.base(table).select().all()).length;
  const [ofGrant, ofOther] = ['hubspot ↔ airtable', 'hubspot ↔ other'];
  const dueOf = async (name: string) => {
    const pair = workspace.pairs.find((one) => pairName(one) === name);
    return pair === undefined ? undefined : workspace.dueAt(pair);
  };
  try {
    const run = await workspace.runPair(ofGrant, signal);
    expect(run?.outcome).toBe('failed');
    expect(run?.message).toContain('was revoked, or has expired');
    expect(run?.message).toContain('linkwright connect airtable');
    const made = await rows('Accounts');
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(30);
    expect((await workspace.book()).refusals).toEqual({
      airtable: expect.objectContaining({
        code: 'grant-revoked',
        remedy: expect.stringContaining('linkwright connect'),
      }),
    });
    expect(await dueOf(ofGrant)).toBeNull();
    expect(await workspace.runPair(ofGrant, signal)).toBeNull();
    const status = await crm.run('status');
    expect(status.stdout).toMatch(/^At rest: airtable refuses the credentials/);
    expect(status.exitCode).toBe(3);

    expect(await workspace.runPair(ofOther, signal)).toMatchObject({ outcome: 'done' });
    expect(await rows('Folks')).toBe(1);
    expect(await dueOf(ofOther)).toBeGreaterThan(Date.now());

    // Somebody connects it again: it goes on where it was, at its next turn or when it is asked to, and makes nothing twice.
    expect(await connectHere(crm.directory, 'airtable')).toMatchObject({ exitCode: 0 });
    expect(await dueOf(ofGrant)).toBeGreaterThan(Date.now());
    const companies = { at: 0, requester: { via: 'command' as const, by: null }, full: false, allow: [] };
    await workspace.change((book) => ({ ...book, asked: { companies } }));
    expect(await workspace.runPair(ofGrant, signal)).toMatchObject({ outcome: 'done' });
    expect(await rows('Accounts')).toBe(30);
  } finally {
    await workspace.close();
  }
  expect(crm.sandbox.airtable.grants()).toMatchObject([{ isValid: false }, { isValid: true, misuses: 0 }]);
});
