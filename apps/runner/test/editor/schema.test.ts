// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { describe, expect, it } from 'vitest';
import { startCrm } from '../commands/support/start-crm.ts';
import { fakeConnectorPackage } from '../support/fake-package.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startYamlEditor } from './yaml-editor.ts';

const head = '# yaml-language-server: $schema=./linkwright.schema.json\nversion: 1\n';

describe('linkwright schema --live, in the YAML language server', () => {
  it('completes the fields of the connected accounts, and marks what is none of them', async () => {
    const crm = await startCrm();
    await crm.hubspot.crm.properties.coreApi.create('contacts', {
      name: 'favourite_hobby',
      label: 'Favourite hobby',
      groupName: 'contactinformation',
      type: PropertyCreateTypeEnum.Enumeration,
      fieldType: PropertyCreateFieldTypeEnum.Select,
      options: [
        { label: 'Chess', value: 'c', displayOrder: 0, hidden: false },
        { label: 'Rowing', value: 'r', displayOrder: 1, hidden: false },
      ],
    });
    const { exitCode, stdout, stderr } = await crm.run('schema', '--live');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/hubspot \(HubSpot\): \d+ objects, [\d,]+ fields, \d+ association fields/);
    expect(stdout).toMatch(/airtable \(Airtable\): 3 objects, 10 fields, 7 association fields/);
    expect(stdout).toContain(head.split('\n')[0]);

    const editor = await startYamlEditor(crm.directory);
    const written = await readFile(join(crm.directory, 'linkwright.yaml'), 'utf8');
    const file = `${head}${written.replace('version: 1\n', '')}`;
    expect(await editor.marks(file)).toEqual([]);

    const contacts = '{ left: firstname, right: First name }';
    const inContacts = (text: string): string => file.replace(contacts, text);
    const fields = await editor.complete(inContacts('{ left: fav▮, right: First name }'));
    expect(fields.get('favourite_hobby')).toBe('Favourite hobby · option');
    expect(fields.get('email')).toBe('Email · email · unique');
    expect([...fields.keys()], 'of deals').not.toContain('dealname');
    expect([...(await editor.complete(inContacts('{ left: firstname, right: F▮ }'))).keys()]).toEqual(
      expect.arrayContaining(['First name', 'Job title', 'Email']),
    );

    const associations = await editor.complete(
      file.replaceAll('{ left: primary_company, right: Account }', '{ left: c▮, right: Account }'),
    );
    expect(associations.get('primary_company')).toMatch(/one record/);
    expect(associations.get('companies')).toMatch(/several records/);
    expect([...associations.keys()]).not.toContain('favourite_hobby');

    const options = inContacts('{ left: favourite_hobby, right: First name, options: { C▮ } }');
    expect([...(await editor.complete(options)).keys()]).toEqual(expect.arrayContaining(['Chess', 'Rowing']));
    const filter = '{ connection: airtable, object: People }\n    filter: { left: { favourite_hobby: { in: [C▮] } } }';
    const filtered = file.replace('{ connection: airtable, object: People }', filter);
    expect([...(await editor.complete(filtered)).keys()]).toEqual(expect.arrayContaining(['Chess', 'Rowing']));
    const objects = await editor.complete(`${head}syncs:\n  x:\n    left: { connection: hubspot, object: c▮ }\n`);
    expect(objects.get('companies')).toBe('Companies');
    expect([...objects.keys()]).not.toContain('Accounts');
    const names = await editor.complete(`${head}syncs:\n  x:\n    left: { connection: h▮ }\n`);
    expect([...names.keys()]).toEqual(['hubspot', 'airtable']);

    const wrong = inContacts(
      '{ left: favorite_hobby, right: First name }\n      - { left: favourite_hobby, right: Firstname }',
    )
      .replace('object: Deals', 'object: Deels')
      .replace('match: { left: email,', 'match: { left: emial,');
    const marks = await editor.marks(wrong);
    expect(marks).toEqual(
      expect.arrayContaining([
        {
          words: 'favorite_hobby',
          message:
            'HubSpot contacts has no field of this name. They are listed by: linkwright objects hubspot contacts',
        },
        {
          words: 'Firstname',
          message: 'Airtable People has no field of this name. They are listed by: linkwright objects airtable People',
        },
        {
          words: 'Deels',
          message: 'Airtable has no object of this name. They are listed by: linkwright objects airtable',
        },
        {
          words: 'emial',
          message:
            'HubSpot contacts has no field of this name. They are listed by: linkwright objects hubspot contacts',
        },
      ]),
    );
    expect(marks).toHaveLength(4);
  });

  it('leaves out what the key may not look at, and says so', async () => {
    const crm = await startCrm();
    await crm.setVariables({ ...crm.variables, HUBSPOT_ACCESS_TOKEN: 'invalid-token' });
    const { exitCode, stdout, stderr } = await crm.run('schema', '--live');
    expect(stderr).toContain('The file has mistakes that were passed over: linkwright check tells.');
    expect(stdout).toMatch(/airtable \(Airtable\): 3 objects/);
    expect(stdout).not.toContain('HubSpot');
    expect(exitCode).toBe(0);
  });
});

describe('linkwright schema', () => {
  it('completes what a new file needs: connectors, their settings, keys and values', async () => {
    const directory = await temporaryFolder();
    expect((await runCommand(['init', '--right', 'kintone'], { directory })).exitCode).toBe(0);
    const editor = await startYamlEditor(directory);
    const file = await readFile(join(directory, 'linkwright.yaml'), 'utf8');
    expect(await editor.marks(file), 'with its placeholders').toEqual([]);

    const connection = (text: string): string => `${head}connections:\n  k:\n    ${text}\n`;
    expect([...(await editor.complete(connection('connector: ▮'))).keys()]).toEqual(
      expect.arrayContaining(['"@linkwright/connector-hubspot"', '"@linkwright/connector-kintone"']),
    );
    const settings = await editor.complete(
      connection('connector: "@linkwright/connector-kintone"\n    settings:\n      ▮'),
    );
    expect(settings.get('guestSpaceId')).toMatch(/number in its address/);
    const sync = 'left: { connection: k, object: a }\n    right: { connection: k, object: b }\n    ';
    const conflicts = await editor.complete(`${head}syncs:\n  x:\n    ${sync}conflicts:\n      winner: ▮\n`);
    expect([...conflicts.keys()]).toEqual(['left', 'right', 'newest', 'review']);

    const marks = await editor.marks(
      `${connection('connector: "@linkwright/connector-kintone"\n    settings: { baseURL: https://a.cybozu.com, guestSpaceId: "${SPACE}" }')}syncs:\n  x:\n    ${sync}directoin: two-way\n    every: "\${EVERY}"\n    scan: often\n`,
    );
    expect(marks.map(({ words }) => words)).toEqual(expect.arrayContaining(['baseURL', 'directoin', 'often']));
    expect(marks.filter(({ words }) => /\$/.test(words))).toEqual([]);
  });

  it('knows the settings of a third party’s connector that lies beside the file', async () => {
    const name = '@acme/linkwright-connector-acme';
    const directory = await temporaryFolder(fakeConnectorPackage(name));
    const missing = await runCommand(['schema', '-c', 'crm.yaml'], { directory });
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain('crm.yaml');
    const written = await runCommand(['schema', '--json'], { directory });
    expect(JSON.parse(written.stdout)).toMatchObject({
      version: 1,
      file: join(directory, 'linkwright.schema.json'),
      line: '# yaml-language-server: $schema=./linkwright.schema.json',
    });
    expect(await readFile(join(directory, 'linkwright.schema.json'), 'utf8')).toContain(`"examples":["${name}"`);
  });

  it('says where it cannot write', async () => {
    const directory = await temporaryFolder();
    const { exitCode, stderr } = await runCommand(['schema', '--out', 'not/there.json'], { directory });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there.json cannot be written (ENOENT).\nChoose another place with --out.');
  });

  it('asks no account before there is a file', async () => {
    const directory = await temporaryFolder();
    const { exitCode, stderr } = await runCommand(['schema', '--live'], { directory });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/There is no linkwright\.yaml/);
  });
});
