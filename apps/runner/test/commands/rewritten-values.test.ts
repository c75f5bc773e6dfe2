import { Client } from '@hubspot/api-client';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { startSandbox } from '@linkwright/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { isWrite } from './support/is-write.ts';
import { runHere } from './support/run-here.ts';

/** A company of HubSpot, and the Kintone app that it is kept in step with; both read with the vendors' clients. */
async function startCompany(properties: Readonly<Record<string, string>>) {
  const sandbox = await startSandbox({ speed: 1000, kintone: { deployMs: 0 } });
  onTestFinished(() => sandbox.close());
  const hubspot = new Client({ accessToken: 'pat-rewritten', basePath: sandbox.hubspot.baseUrl });
  const { companies, properties: definitions } = hubspot.crm;
  await definitions.coreApi.create('companies', {
    name: 'score',
    label: 'Score',
    groupName: 'companyinformation',
    type: PropertyCreateTypeEnum.Number,
    fieldType: PropertyCreateFieldTypeEnum.Number,
  });
  const { id } = await companies.basicApi.create({
    properties: { name: 'Acme', domain: 'acme.example', ...properties },
    associations: [],
  });
  const { baseUrl } = sandbox.kintone;
  const kintone = new KintoneRestAPIClient({ baseUrl, auth: { username: 'ann@example.com', password: 'secret' } });
  const { app } = await kintone.app.addApp({ name: 'Companies' });
  await kintone.app.addFormFields({
    app,
    properties: {
      Domain: { type: 'SINGLE_LINE_TEXT', code: 'Domain', label: 'Domain', unique: true },
      Score: { type: 'NUMBER', code: 'Score', label: 'Score' },
      About: { type: 'RICH_TEXT', code: 'About', label: 'About' },
      Kind: {
        type: 'RADIO_BUTTON',
        code: 'Kind',
        label: 'Kind',
        defaultValue: 'Prospect',
        options: { Prospect: { label: 'Prospect', index: '0' }, Partner: { label: 'Partner', index: '1' } },
      },
    },
  });
  await kintone.app.deployApp({ apps: [{ app }] });
  const directory = await temporaryFolder({
    'linkwright.yaml': `version: 1
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: pat-rewritten, baseUrl: "${sandbox.hubspot.baseUrl}" }
    limits: { requestsPerSecond: 1000 }
  kintone:
    connector: "@linkwright/connector-kintone"
    settings: { baseUrl: "${baseUrl}", username: ann@example.com, password: secret }
    limits: { requestsPerSecond: 1000 }
syncs:
  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: kintone, object: "${app}" }
    match: { left: domain, right: Domain }
    fields:
      - { left: domain, right: Domain }
      - { left: score, right: Score }
      - { left: description, right: About }
      - { left: type, right: Kind, options: { PROSPECT: Prospect, PARTNER: Partner } }
    associations: []
`,
  });
  const names = ['score', 'description', 'type'];
  return {
    sandbox,
    run: (...words: readonly string[]) => runHere(words, directory),
    update: (changed: Readonly<Record<string, string>>) =>
      companies.basicApi.update(id, { properties: { ...changed } }),
    async inHubspot() {
      const { properties: shown } = await companies.basicApi.getById(id, names);
      return names.map((name) => shown[name] ?? '');
    },
    async inKintone() {
      const [record] = await kintone.record.getAllRecords({ app });
      return ['Score', 'About', 'Kind'].map((code) => record?.[code]?.value ?? '');
    },
  };
}

test('what Kintone makes of a value is not written back into HubSpot, by no later sync', async () => {
  const company = await startCompany({ score: '1234.56789', description: '<P>Makes<BR>anvils</P>' });
  const checked = await company.run('check');
  expect(checked.stdout + checked.stderr).toContain('score ↔ Score: Kintone keeps 4 decimal places');
  const planned = await company.run('plan', '-q');
  expect(planned.stdout).toContain('Writing takes about 2 calls, 1 of them to read back what Kintone keeps, 1 s.');
  expect(await company.run('sync')).toMatchObject({ exitCode: 0 });
  expect(await company.inKintone()).toEqual(['1234.5679', '<p>Makes<br />anvils</p>', '']);
  await company.update({ score: '0.123456', description: '<B>Anvils</B>' });
  for (const words of [['sync'], ['sync'], ['sync', '--full']]) {
    company.sandbox.clearRequests();
    expect(await company.run(...words)).toMatchObject({ exitCode: 0 });
    const written = company.sandbox.requests().filter((request) => isWrite(request) && request.app === 'hubspot');
    expect(written).toEqual([]);
  }
  expect(await company.inKintone()).toEqual(['0.1235', '<b>Anvils</b>', '']);
  expect(await company.inHubspot()).toEqual(['0.123456', '<B>Anvils</B>', '']);
});
