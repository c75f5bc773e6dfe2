import { describe, expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

/** Nothing of the program's inside, no token, and nothing written to either app. */
async function expectRefusal(
  crm: Crm,
  changed: Readonly<Record<string, string>>,
  expected: {
    readonly exitCode: number;
    readonly message: RegExp;
    readonly remedy: RegExp;
    /** Place and code, where it is a mistake of the file. */
    readonly head?: string;
    readonly connection?: string;
    readonly outcome?: string;
  },
): Promise<void> {
  await crm.setVariables({ ...crm.variables, ...changed });
  const before = await readApps(crm);
  const { exitCode, stdout, stderr } = await crm.run('sync');
  const { head, connection } = expected;
  const lines = stderr.trimEnd().split('\n');
  const told = head === undefined ? lines : lines.slice(1, -1).map((line) => line.replace(/^ {2}/, ''));
  if (head !== undefined) {
    const { outcome = 'nothing was written' } = expected;
    expect([lines[0], lines.at(-1)]).toEqual([head, `1 problem, ${outcome}.`]);
    expect(told.splice(1, 1)).toEqual([`The connection "${connection}" was opened with it.`]);
  }
  const [message, remedy, ...more] = told;
  expect({ exitCode, stdout, message, remedy, more }).toEqual({
    exitCode: expected.exitCode,
    stdout: '',
    message: expect.stringMatching(expected.message),
    remedy: expect.stringMatching(expected.remedy),
    // A single error ends with its code and where that is explained; a problem of the file has the code at its head.
    more: head === undefined ? [expect.stringMatching(/^[a-z-]+: https:\/\/\S+#[a-z-]+$/)] : [],
  });
  for (const [name, token] of Object.entries(changed)) if (/TOKEN/.test(name)) expect(stderr).not.toContain(token);
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  expect(await readApps(crm)).toEqual(before);
}

/** A refusal in the middle of a run. */
const kept = 'what was done is kept; the same command goes on from there';

describe('an app that says no', () => {
  it('is told in one line, with what to do about its token, exit code 2', async () => {
    const crm = await startCrm();
    await addContact(crm, { email: 'ada@acme.example' });
    const serviceKeys = /^In HubSpot open Development > Keys > Service keys .*put it into accessToken\.$/;
    const tokens = /https:\/\/airtable\.com\/create\/tokens with the scopes data\.records:read/;
    const hubspot = (token: string) => ({ HUBSPOT_ACCESS_TOKEN: token });
    const airtable = (token: string) => ({ AIRTABLE_ACCESS_TOKEN: token });
    await expectRefusal(crm, hubspot('invalid-hubspot-token'), {
      head: 'linkwright.yaml:5:30  credentials-refused',
      connection: 'hubspot',
      exitCode: 2,
      message: /^HubSpot does not accept the access token\.$/,
      remedy: serviceKeys,
    });
    await expectRefusal(crm, hubspot('expired-hubspot-token'), {
      head: 'linkwright.yaml:5:30  credentials-expired',
      connection: 'hubspot',
      exitCode: 2,
      message: /^The HubSpot access token has expired\.$/,
      remedy: serviceKeys,
    });
    await expectRefusal(crm, airtable('invalid-airtable-token'), {
      head: 'linkwright.yaml:9:30  credentials-refused',
      connection: 'airtable',
      exitCode: 2,
      message: /^Airtable does not accept the access token: Invalid authentication token$/,
      remedy: tokens,
    });
    await expectRefusal(crm, airtable('expired-airtable-token'), {
      head: 'linkwright.yaml:9:30  credentials-refused',
      connection: 'airtable',
      exitCode: 2,
      message: /^Airtable does not accept the access token: Invalid authentication token$/,
      remedy: /Tokens expire or are revoked/,
    });
    await expectRefusal(
      crm,
      { AIRTABLE_BASE_ID: 'appAAAAAAAAAAAAAA' },
      {
        head: 'linkwright.yaml:9:30  access-denied-or-not-found',
        connection: 'airtable',
        exitCode: 2,
        message: /^Airtable refuses GET .*appAAAAAAAAAAAAAA.*the base, table or record is not there/,
        remedy: /^Check the base id\./,
      },
    );

    // With the right token again everything goes on, and nothing of the refused runs is left over.
    await crm.setVariables(crm.variables);
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect((await readApps(crm)).people).toEqual([{ Email: 'ada@acme.example' }]);
  });

  it.each([
    ['HubSpot', 'hubspot', '/crm/objects/2026-09/contacts/batch', 'linkwright.yaml:5:30  credentials-expired'],
    ['Airtable', 'airtable', '/v0/app', 'linkwright.yaml:9:30  credentials-refused'],
  ] as const)(
    'is told with connection and line when a token of %s ends in the middle of a run',
    async (_, app, path, head) => {
      let calls = 0;
      let ends = true;
      const crm = await startCrm({
        chooseFault: (request) => {
          if (request.app !== app || request.method !== 'POST' || !request.path.startsWith(path)) return undefined;
          calls += 1;
          // The first batch is written; the key has ended by the second.
          return ends && calls > 1 ? { token: 'expired-meanwhile' } : undefined;
        },
      });
      await crm.configure(crmConfiguration(['contacts']).replace(/ {4}associations:\n(?: {6}.*\n)*/g, ''));
      const emails = Array.from({ length: 130 }, (_value, index) => `p${index}@acme.example`);
      if (app === 'airtable') for (const email of emails.slice(0, 35)) await addContact(crm, { email });
      else {
        for (let start = 0; start < emails.length; start += 10) {
          await crm.base('People').create(emails.slice(start, start + 10).map((Email) => ({ fields: { Email } })));
        }
      }
      calls = 0;
      const stopped = await crm.run('sync');
      expect(stopped).toMatchObject({ exitCode: 2, stdout: '' });
      const lines = stopped.stderr.trimEnd().split('\n');
      expect([lines[0], lines[2], lines.at(-1)]).toEqual([
        head,
        `  The connection "${app}" was opened with it.`,
        `1 problem, ${kept}.`,
      ]);
      expect((await crm.document('sync')).document).toMatchObject({
        problems: [
          { code: head.split('  ')[1], file: 'linkwright.yaml', path: ['connections', app, 'settings', 'accessToken'] },
        ],
      });
      ends = false;
      expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
      const { contacts, people } = await readApps(crm);
      expect([contacts.length, people.length]).toEqual(app === 'airtable' ? [35, 35] : [130, 130]);
    },
  );

  it('is told with its place where both say no, and with --json as a document', async () => {
    const crm = await startCrm();
    const tokens = { HUBSPOT_ACCESS_TOKEN: 'invalid-hubspot', AIRTABLE_ACCESS_TOKEN: 'invalid-airtable' };
    await crm.setVariables({ ...crm.variables, ...tokens });
    const { exitCode, stderr } = await crm.run('plan');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^linkwright\.yaml:5:30 {2}credentials-refused\n {2}HubSpot [\s\S]*\nlinkwright\.yaml:9:30 {2}credentials-refused\n {2}Airtable [\s\S]*\n2 problems, nothing was written\.\n$/,
    );
    await crm.setVariables({ ...crm.variables, HUBSPOT_ACCESS_TOKEN: 'invalid-hubspot' });
    expect(await crm.document('sync')).toEqual({
      exitCode: 2,
      document: {
        version: 1,
        problems: [
          expect.objectContaining({
            code: 'credentials-refused',
            line: 5,
            path: ['connections', 'hubspot', 'settings', 'accessToken'],
            message: 'HubSpot does not accept the access token.',
            remedy: expect.stringMatching(/^In HubSpot open /),
          }),
        ],
      },
    });
  });
});

describe('an app that does not answer', () => {
  it('is told in one line, exit code 1', async () => {
    const crm = await startCrm();
    await expectRefusal(
      crm,
      { AIRTABLE_URL: 'http://localhost:1/airtable' },
      {
        exitCode: 1,
        message: /^Airtable cannot be reached at localhost:1: connection refused\.$/,
        remedy: /^Check the address in the file and the network, or run the same command again later/,
      },
    );
  });
});

describe('another account behind the same connection', () => {
  it('is refused until the user says which is meant, exit code 2', async () => {
    const crm = await startCrm();
    await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    // Every token of the sandbox's HubSpot is a portal of its own: this one is empty.
    const other = { HUBSPOT_ACCESS_TOKEN: 'pat-other-portal' };
    await expectRefusal(crm, other, {
      exitCode: 2,
      message: /^The connection "hubspot" now opens the account hubspot:\d{8}; so far it was hubspot:\d{8}\.$/,
      remedy: /^Put the key of hubspot:\d{8} back, or give the connection another name in the file/,
    });
    expect(await crm.run('plan')).toMatchObject({ exitCode: 2, stdout: '' });
    await crm.setVariables(crm.variables);
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
  });
});
