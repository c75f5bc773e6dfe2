// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ConfigurationEdit, SyncDraft } from '../../src/configuration/edit/configuration-edit.ts';
import { editConfiguration } from '../../src/configuration/edit/edit-configuration.ts';

const end = (connection: string, object: string) => ({ connection, object });

const deals: SyncDraft = {
  left: end('hubspot', 'deals'),
  right: end('airtable', 'Deal list, open'),
  match: [{ left: 'dealname', right: 'Name' }],
  fields: [{ left: 'dealname', right: 'Name' }],
};

const file = `# Written by Ada.
version:   1   # of the format

connections:
  hubspot: { connector: x, settings: {} }   # the portal
  airtable:
      connector: 'y'
      settings: {}

syncs:
  companies:
    left:  { connection: hubspot,  object: companies }
    right: { connection: airtable, object: Accounts  }
    match: # in this order
      - { left: domain, right: Website }
      - { left: name, right: Name }
    fields:
    - { left: name,   right: Name }
    - { left: domain, right: Website } # the key
    # - { left: phone, right: Phone }

  # People come last.
  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    enabled: false # until May
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }, { left: firstname, right: First name }]
    associations:
    every: 1h   # enough

# The end.
`;

/** The lines that are new, with the line above each run of them; nothing else may differ. */
function added(before: string, edits: readonly ConfigurationEdit[]): string[] {
  const after = editConfiguration(before, edits).split('\n');
  const old = before.split('\n');
  const news: string[] = [];
  let at = 0;
  for (const [index, line] of after.entries()) {
    if (line === old[at]) at += 1;
    else news.push(...(news.length === 0 ? [`(${after[index - 1]})`] : []), line);
  }
  expect(at).toBe(old.length);
  return news;
}

describe('editing a configuration', () => {
  it('adds a sync below the others and their comments, parted as they are, and quotes what needs it', () => {
    const edited = editConfiguration(file, [{ kind: 'add-sync', name: 'deals', sync: deals, comment: 'Open ones.' }]);
    const lines = [
      '  # Open ones.',
      '  deals:',
      '    left: { connection: hubspot, object: deals }',
      '    right: { connection: airtable, object: "Deal list, open" }',
      '    match: { left: dealname, right: Name }',
      '    fields:',
      '      - { left: dealname, right: Name }',
    ];
    const last = '    every: 1h   # enough\n';
    expect(edited).toBe(file.replace(last, `${last}\n${lines.join('\n')}\n`));
  });

  it('adds a mapping to a list at its own indentation, below a commented-out one', () => {
    const edit = {
      kind: 'add-mapping',
      sync: 'companies',
      list: 'fields',
      mapping: { left: 'city', right: 'City: a' },
    };
    expect(added(file, [edit as ConfigurationEdit])).toEqual([
      '(    # - { left: phone, right: Phone })',
      '    - { left: city, right: "City: a" }',
    ]);
  });

  it('adds a mapping inside of brackets, to an empty key and where the key is missing', () => {
    const add = (sync: string, list: 'fields' | 'associations') =>
      editConfiguration(file, [{ kind: 'add-mapping', sync, list, mapping: { left: 'a', right: 'b, c' } }]);
    expect(add('contacts', 'fields')).toContain(
      '    fields: [{ left: email, right: Email }, { left: firstname, right: First name }, { left: a, right: "b, c" }]\n    associations:\n',
    );
    expect(add('contacts', 'associations')).toContain(
      '    associations:\n      - { left: a, right: "b, c" }\n    every: 1h   # enough\n',
    );
    expect(add('companies', 'associations')).toContain(
      '    # - { left: phone, right: Phone }\n    associations:\n      - { left: a, right: "b, c" }\n\n  # People come last.\n',
    );
  });

  it('changes a value and keeps its comment; adds the key where it is missing', () => {
    const enable = (sync: string): ConfigurationEdit => ({ kind: 'set', sync, key: 'enabled', value: true });
    expect(editConfiguration(file, [enable('contacts')])).toBe(
      file.replace('enabled: false # until May', 'enabled: true # until May'),
    );
    expect(added(file, [enable('companies')])).toEqual([
      '(    # - { left: phone, right: Phone })',
      '    enabled: true',
    ]);
  });

  it('replaces a list by a value and a value by a list', () => {
    const one = editConfiguration(file, [
      { kind: 'set', sync: 'companies', key: 'match', value: { left: 'name', right: 'Name' } },
    ]);
    expect(one).toContain('Accounts  }\n    match: { left: name, right: Name }\n    fields:\n');
    const two = [
      { left: 'email', right: 'Email' },
      { left: 'phone', right: 'Phone' },
    ];
    const several = editConfiguration(file, [{ kind: 'set', sync: 'contacts', key: 'match', value: two }]);
    expect(parse(several).syncs.contacts.match).toEqual(two);
    expect(several).toContain('    match: [ { left: email, right: Email }, { left: phone, right: Phone } ]\n');
  });

  it('begins a file, and fills an empty group', () => {
    const edits: ConfigurationEdit[] = [
      {
        kind: 'add-connection',
        name: 'hubspot',
        connection: { connector: '@x/hubspot', settings: { accessToken: '${A}' } },
      },
      { kind: 'add-sync', name: 'deals', sync: deals },
    ];
    for (const start of ['version: 1\n', 'version: 1\nconnections: {} # none\nsyncs:\n', 'version: 1']) {
      expect(parse(editConfiguration(start, edits))).toEqual({
        version: 1,
        connections: { hubspot: { connector: '@x/hubspot', settings: { accessToken: '${A}' } } },
        syncs: { deals: { ...deals, match: deals.match[0] } },
      });
    }
    expect(editConfiguration('version: 1\nconnections: {} # none\n', edits.slice(0, 1))).toContain(
      'connections: # none\n  hubspot:\n',
    );
  });

  it('keeps the line ends of the file, and ends a last line that has none', () => {
    const windows = file.replaceAll('\n', '\r\n');
    const edited = editConfiguration(windows, [{ kind: 'add-sync', name: 'deals', sync: deals }]);
    expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
    const open = file.slice(0, file.indexOf('\n\n# The end.'));
    expect(editConfiguration(open, [{ kind: 'add-sync', name: 'deals', sync: deals }])).toMatch(
      /every: 1h {3}# enough\n\n {2}deals:\n/,
    );
  });

  it('survives several edits on one another', () => {
    const edited = editConfiguration(file, [
      { kind: 'add-sync', name: 'deals', sync: deals },
      { kind: 'add-mapping', sync: 'deals', list: 'fields', mapping: { left: 'amount', right: 'Amount' } },
      { kind: 'add-mapping', sync: 'deals', list: 'associations', mapping: { left: 'contacts', right: 'People' } },
      { kind: 'set', sync: 'deals', key: 'enabled', value: false },
      { kind: 'set', sync: 'deals', key: 'enabled', value: true },
    ]);
    expect(parse(edited).syncs.deals).toEqual({
      ...deals,
      match: deals.match[0],
      fields: [...deals.fields, { left: 'amount', right: 'Amount' }],
      associations: [{ left: 'contacts', right: 'People' }],
      enabled: true,
    });
    expect(edited).toContain('# The end.');
  });

  it('refuses a place that it cannot see, and says what to do', () => {
    const aliased = 'version: 1\nsyncs:\n  a: &a\n    left: x\n  b: *a\n  c:\n    <<: *a\n';
    for (const sync of ['b', 'c', 'missing']) {
      expect(() => editConfiguration(aliased, [{ kind: 'set', sync, key: 'enabled', value: true }])).toThrow(
        /^syncs\.\w+(\.enabled)? cannot be changed by this command: /,
      );
    }
    expect(() => editConfiguration('version: [', [{ kind: 'add-sync', name: 'x', sync: deals }])).toThrow(
      /not valid YAML/,
    );
  });
});
