import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { describe, expect, it } from 'vitest';
import { crmConfiguration, withSyncs } from './support/crm-configuration.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const withTokens = (crm: Crm, tokens: Readonly<Record<string, string>>) =>
  crm.setVariables({ ...crm.variables, ...tokens });

describe('check of credentials that may only read', () => {
  it('names what the token of a HubSpot app lacks, the syncs that need it, and what to do', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['companies', 'contacts']));
    await withTokens(crm, { HUBSPOT_ACCESS_TOKEN: 'noscope-pat-crm' });
    const refused = await crm.run('check');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'The credentials of the connection "hubspot" lack crm.objects.companies.write: without it companies cannot create or change HubSpot companies.\n' +
        '  Grant it in HubSpot, or let the sync only read there (direction, create).',
    );
    expect(refused.stderr).toContain('lack crm.objects.contacts.write: without it contacts cannot');
    expect(refused.stderr).toMatch(/^linkwright.yaml:5:15 {2}scope-missing\n/);

    await crm.configure(
      crmConfiguration(['companies']).replace('    match:\n', '    direction: left-to-right\n    match:\n'),
    );
    const reading = await crm.run('check');
    expect(reading).toMatchObject({ exitCode: 0 });
    expect(reading.stdout).not.toContain('hubspot: HubSpot');
    // What the token may write is proven; what it may not, at the first sync only where HubSpot does not tell.
    await crm.configure(crmConfiguration(['companies']));
    await withTokens(crm, { HUBSPOT_ACCESS_TOKEN: 'pat-crm-token' });
    expect((await crm.run('check')).stdout).not.toContain('hubspot: HubSpot');
    await withTokens(crm, { HUBSPOT_ACCESS_TOKEN: 'CLoAuthLike' });
    expect((await crm.run('check')).stdout).toContain(
      'hubspot: HubSpot does not say what its key may do; whether it may write shows at the first sync.',
    );
  });

  it('names the right to read owners where a mapping holds them, and there alone', async () => {
    const crm = await startCrm();
    await crm.addField('Deals', { name: 'Owner', type: 'email' });
    const deals = (fields: string) =>
      withSyncs(`  deals:
    left: { connection: hubspot, object: deals }
    right: { connection: airtable, object: Deals }
    match: { left: dealname, right: Name }
    fields: [{ left: dealname, right: Name }, { left: dealstage, right: Stage }${fields}]
    associations: []
`);
    await withTokens(crm, { HUBSPOT_ACCESS_TOKEN: 'lacks-crm.objects.owners.read-pat-crm' });
    await crm.configure(deals(''));
    expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
    await crm.configure(deals(', { left: hubspot_owner_id, right: Owner }'));
    const refused = await crm.run('check');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain(
      'lack crm.objects.owners.read: without it deals cannot tell the users of HubSpot deals.\n  Grant it in HubSpot, or take what needs it out of the file.',
    );
  });

  it('names what a token of Airtable lacks: a scope of OAuth, or the role that its owner has in the base', async () => {
    const crm = await startCrm();
    await withTokens(crm, { AIRTABLE_ACCESS_TOKEN: 'noscope-oaa-reader' });
    const refused = await crm.run('check');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'The credentials of the connection "airtable" lack data.records:write: without it companies, contacts and deals cannot create or change Airtable Accounts, People and Deals.',
    );
    await withTokens(crm, { AIRTABLE_ACCESS_TOKEN: 'noscope-pat-reader' });
    expect((await crm.run('check')).stderr).toContain(
      'lack the role of an editor in the base (it has "read"): without it companies, contacts and deals cannot',
    );
    // A side that is only read needs no such right.
    await crm.configure(
      crmConfiguration(['companies']).replace('    match:\n', '    direction: right-to-left\n    match:\n'),
    );
    expect(await crm.run('check')).toMatchObject({ exitCode: 0 });

    await crm.configure(crmConfiguration(['companies']));
    await withTokens(crm, { AIRTABLE_ACCESS_TOKEN: 'oaa-writer' });
    expect((await crm.run('check')).stdout).not.toContain('airtable: Airtable does not say');
    await withTokens(crm, { AIRTABLE_ACCESS_TOKEN: 'patWhoever' });
    expect((await crm.run('check')).stdout).toContain(
      'airtable: Airtable does not say what its key may do; whether it may write shows at the first sync.',
    );
  });

  it('names the right to edit that a login name of Kintone lacks, as its records show', async () => {
    const crm = await startCrm({ kintone: { deployMs: 0 } });
    const { baseUrl } = crm.sandbox.kintone;
    const kintone = new KintoneRestAPIClient({ baseUrl, auth: { username: 'ann', password: 'secret' } });
    const { app } = await kintone.app.addApp({ name: 'People' });
    const line = (code: string) => ({ [code]: { type: 'SINGLE_LINE_TEXT' as const, code, label: code } });
    await kintone.app.addFormFields({ app, properties: { ...line('Email'), ...line('Name') } });
    await kintone.app.deployApp({ apps: [{ app }] });
    const configure = (credentials: string, more = '') =>
      crm.configure(
        withSyncs(`  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: kintone, object: "${app}" }
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }, { left: firstname, right: Name }]
    associations: []
${more}`).replace(
          'syncs:\n',
          `  kintone:
    connector: "@linkwright/connector-kintone"
    settings: { baseUrl: "${baseUrl}", ${credentials} }
    limits: { requestsPerSecond: 1000 }
syncs:
`,
        ),
      );
    const reader = 'username: noscope-bea, password: secret';
    const nothingKnown =
      'kintone: Kintone does not say what its key may do; whether it may write shows at the first sync.';

    // Without a record there is nothing to show it by.
    await configure(reader);
    expect((await crm.run('check')).stdout).toContain(nothingKnown);
    await kintone.record.addRecord({ app, record: { Email: { value: 'ada@acme.example' } } });
    const refused = await crm.run('check');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain(
      'The credentials of the connection "kintone" lack the right to edit records: without it contacts cannot change Kintone',
    );
    await configure(reader, '    direction: right-to-left\n');
    expect(await crm.run('check')).toMatchObject({ exitCode: 0 });

    await configure('username: ann, password: secret');
    expect((await crm.run('check')).stdout).toContain('whether it may create records shows at the first sync');
    await configure('apiToken: noscope-token');
    expect((await crm.run('check')).stdout).toContain(nothingKnown);
  });
});
