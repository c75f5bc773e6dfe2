import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ConfigurationEdit } from '../../src/configuration/edit/configuration-edit.ts';
import { editConfiguration } from '../../src/configuration/edit/edit-configuration.ts';

const file = `version: 1
connections: {}
syncs:
  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    filter:
      left: { name: Acme }
    fields:
      - { left: name, right: Name }
      # the key
      - { left: domain, right: Website }
    every: 1h # enough

  # People come last.
  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    fields: [{ left: email, right: Email }, { left: firstname, right: First name }]
    references:
      - { right: Employer, target: companies }
    associations:
      - { left: primary_company, right: Employer, via: companies }

# The end.
`;

const without = (lines: readonly RegExp[]): string =>
  file
    .split('\n')
    .filter((line) => !lines.some((pattern) => pattern.test(line)))
    .join('\n');

const edit = (...edits: readonly ConfigurationEdit[]): string => editConfiguration(file, edits);

it('takes out a key with all that stands under it', () => {
  expect(edit({ kind: 'remove', sync: 'companies', key: 'filter' })).toBe(without([/filter:/, /name: Acme/]));
  expect(edit({ kind: 'remove', sync: 'companies', key: 'every' })).toBe(without([/every:/]));
  expect(edit({ kind: 'remove', sync: 'companies', key: 'scan' })).toBe(file);
});

it('takes out one mapping, and writes an emptied list as such', () => {
  const remove = (sync: string, list: 'fields' | 'associations', index: number): ConfigurationEdit => ({
    kind: 'remove-mapping',
    sync,
    list,
    index,
  });
  expect(edit(remove('companies', 'fields', 1))).toBe(without([/Website/]));
  expect(parse(edit(remove('contacts', 'fields', 0))).syncs.contacts.fields).toEqual([
    { left: 'firstname', right: 'First name' },
  ]);
  expect(parse(edit(remove('contacts', 'fields', 1))).syncs.contacts.fields).toEqual([
    { left: 'email', right: 'Email' },
  ]);
  const emptied = edit(remove('contacts', 'associations', 0));
  expect(emptied).toBe(file.replace(/associations:\n.*\n/, 'associations: []\n'));
});

it('takes out a sync, and the last one too', () => {
  const one = edit({ kind: 'remove-sync', sync: 'contacts' });
  expect(parse(one)).toEqual({ ...parse(file), syncs: { companies: parse(file).syncs.companies } });
  expect(one).toContain('# The end.');
  const none = edit({ kind: 'remove-sync', sync: 'contacts' }, { kind: 'remove-sync', sync: 'companies' });
  expect(parse(none)).toEqual({ version: 1, connections: {}, syncs: {} });
});

it('renames a sync wherever it is named', () => {
  expect(edit({ kind: 'rename-sync', sync: 'companies', name: 'firms' })).toBe(
    file
      .replace('  companies:\n', '  firms:\n')
      .replace('target: companies', 'target: firms')
      .replace('via: companies', 'via: firms'),
  );
  expect(() => edit({ kind: 'rename-sync', sync: 'companies', name: 'contacts' })).toThrow('there is one of that name');
});

const connected = `connections:
  hubspot:
    settings: { accessToken: "a", baseUrl: "b", clientSecret: "c" } # of sales
  airtable: # the base
    settings:
      # made by Ana
      tokens:
        first: "a"
      baseId: "b"
  kintone:
    settings:
      password: "a" # alone
syncs: {}
`;
const settingsWithout = (connection: string, key: string): string =>
  editConfiguration(connected, [{ kind: 'remove-setting', connection, key }]);

it('takes out a setting of a connection, in braces or not, and writes emptied settings as such', () => {
  expect(settingsWithout('hubspot', 'accessToken')).toBe(connected.replace('accessToken: "a", ', ''));
  expect(settingsWithout('hubspot', 'baseUrl')).toBe(connected.replace('baseUrl: "b", ', ''));
  expect(settingsWithout('hubspot', 'clientSecret')).toBe(connected.replace(', clientSecret: "c"', ''));
  expect(settingsWithout('airtable', 'tokens')).toBe(connected.replace('      tokens:\n        first: "a"\n', ''));
  expect(settingsWithout('kintone', 'password')).toBe(
    connected.replace('settings:\n      password: "a" # alone', 'settings: {}'),
  );
  expect(() => settingsWithout('airtable', 'password')).toThrow('it is not written there');
});
