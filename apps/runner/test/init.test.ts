import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../src/configuration/load-configuration.ts';
import { explained } from './support/explained.ts';
import { fakeConnectorPackage } from './support/fake-package.ts';
import { runCommand } from './support/run-command.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const variables = { HUBSPOT_ACCESS_TOKEN: 'pat-na1-x', AIRTABLE_ACCESS_TOKEN: 'patx', AIRTABLE_BASE_ID: 'appx' };

describe('linkwright init', () => {
  it('writes a valid configuration for HubSpot and Airtable, and says what to do next', async () => {
    const directory = await temporaryFolder();
    const { exitCode, stdout, stderr } = await runCommand(['init'], { directory });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const needed of [
      'Wrote linkwright.yaml, .env.example, ',
      'Development > Keys >\nService keys',
      'Since 2026-10-26 no new legacy private apps',
      'crm.objects.deals.write',
      'crm.schemas.companies.read',
      'https://airtable.com/create/tokens',
      'schema.bases:read',
      'HUBSPOT_ACCESS_TOKEN=',
      'AIRTABLE_BASE_ID=',
      'linkwright check',
    ]) {
      expect(stdout).toContain(needed);
    }
    const loaded = await loadConfiguration(join(directory, 'linkwright.yaml'), variables);
    expect(loaded.problems).toEqual([]);
    expect(Object.keys(loaded.configuration.connections)).toEqual(['hubspot', 'airtable']);
    const { companies, contacts, deals } = loaded.configuration.syncs;
    expect(companies).toMatchObject({
      left: { connection: 'hubspot', object: 'companies' },
      right: { connection: 'airtable', object: 'Accounts' },
      match: [
        { left: 'domain', right: 'Website', normalize: 'domain' },
        { left: 'name', right: 'Name' },
      ],
      associations: [{ left: 'parent_company', right: 'Parent' }],
    });
    expect(contacts?.associations).toMatchObject([{ left: 'primary_company', right: 'Account' }]);
    expect(deals?.associations).toMatchObject([
      { left: 'primary_company', right: 'Account' },
      { left: 'contacts', right: 'Contacts' },
    ]);
  });

  it('never overwrites a file', async () => {
    const directory = await temporaryFolder({ 'linkwright.yaml': 'mine' });
    const { exitCode, stdout, stderr } = await runCommand(['init'], { directory });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /linkwright\.yaml is there already; it was left as it is\.\nChoose another name with --file/,
    );
    expect(await readFile(join(directory, 'linkwright.yaml'), 'utf8')).toBe('mine');
  });

  it('takes the sides as asked, and two accounts of one app', async () => {
    const directory = await temporaryFolder({ 'sub/x': '' });
    const swapped = await runCommand(['init', '--left', 'airtable', '--right', 'hubspot', '--file', 'sub/a.yaml'], {
      directory,
    });
    expect(swapped.stdout).toContain('linkwright check -c sub/a.yaml');
    const loaded = await loadConfiguration(join(directory, 'sub/a.yaml'), variables);
    expect(loaded.problems).toEqual([]);
    expect(loaded.configuration.syncs.contacts?.associations).toMatchObject([
      { left: 'Account', right: 'primary_company' },
    ]);

    await runCommand(['init', '--left', 'hubspot', '--right', 'hubspot', '--file', 'two.yaml'], { directory });
    const two = await loadConfiguration(join(directory, 'two.yaml'), {
      HUBSPOT_ACCESS_TOKEN_LEFT: 'one',
      HUBSPOT_ACCESS_TOKEN_RIGHT: 'other',
    });
    expect(two.problems).toEqual([]);
    expect(Object.keys(two.configuration.connections)).toEqual(['hubspot_left', 'hubspot_right']);
  });

  it('knows a third party’s connector by its package, and refuses one that is not there', async () => {
    const name = '@acme/linkwright-connector-acme';
    const directory = await temporaryFolder(fakeConnectorPackage(name));
    const { exitCode } = await runCommand(['init', '--right', name], { directory });
    expect(exitCode).toBe(0);
    const loaded = await loadConfiguration(join(directory, 'linkwright.yaml'), variables);
    expect(loaded.problems).toEqual([]);
    expect(loaded.configuration.connections.acme?.connector).toBe(name);
    expect(loaded.configuration.syncs).toEqual({});

    const missing = await runCommand(['init', '--right', 'hubsport', '--file', 'b.yaml'], { directory });
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toBe(
      'The connector "hubsport" is not installed.\nDid you mean "@linkwright/connector-hubspot"? If it is not installed either, type: npm install @linkwright/connector-hubspot\n' +
        explained('connector-not-installed'),
    );
  });

  it('writes what keeps secrets out of version control, and completes what is there', async () => {
    const directory = await temporaryFolder({ '.gitignore': 'node_modules\n/.env', 'b/x': '' });
    const read = (file: string): Promise<string> => readFile(join(directory, file), 'utf8');
    expect((await runCommand(['init'], { directory })).stdout).toContain(
      'Wrote linkwright.yaml, .env.example, .gitignore, linkwright.schema.json.',
    );
    expect(await read('.gitignore')).toBe('node_modules\n/.env\n.linkwright/\n.linkwright-service/\n');
    const example = await read('.env.example');
    expect(parseEnv(example)).toEqual({
      HUBSPOT_ACCESS_TOKEN: '…',
      AIRTABLE_ACCESS_TOKEN: 'pat…',
      AIRTABLE_BASE_ID: 'app…',
    });
    expect(JSON.parse(await read('linkwright.schema.json'))).toHaveProperty('properties.syncs');
    expect(await read('linkwright.yaml')).toMatch(/^# yaml-language-server: \$schema=\.\/linkwright\.schema\.json\n/);

    await runCommand(['init', '--right', 'kintone', '--file', 'b.yaml'], { directory });
    expect(await read('.env.example')).toBe(
      `${example}KINTONE_BASE_URL=https://example.cybozu.com\n# one per app, separated by commas\nKINTONE_API_TOKEN=…\n`,
    );
    expect(await read('.gitignore')).toBe('node_modules\n/.env\n.linkwright/\n.linkwright-service/\n');
  });

  it('answers in JSON', async () => {
    const directory = await temporaryFolder();
    const { stdout, stderr } = await runCommand(['--json', 'init'], { directory });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      file: join(directory, 'linkwright.yaml'),
      beside: ['.env.example', '.gitignore', 'linkwright.schema.json'],
      variables: ['HUBSPOT_ACCESS_TOKEN', 'AIRTABLE_ACCESS_TOKEN', 'AIRTABLE_BASE_ID'],
    });
  });

  it('writes where the user stands when a package manager starts it', async () => {
    const directory = await temporaryFolder({ 'sub/x': '' });
    const environment = { INIT_CWD: join(directory, 'sub'), npm_package_json: join(directory, 'package.json') };
    await runCommand(['init'], { directory, environment });
    expect(await readFile(join(directory, 'sub/linkwright.yaml'), 'utf8')).toContain('version: 1');
  });
});
