// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../src/configuration/load-configuration.ts';
import { loadText, told } from './support/load-text.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const connections = `version: 1
connections:
  hubspot: { connector: "@linkwright/connector-hubspot", settings: { accessToken: "\${HUBSPOT_ACCESS_TOKEN}" } }
  airtable: { connector: "@linkwright/connector-airtable", settings: { accessToken: pat, baseId: appX } }
`;
const environment = { HUBSPOT_ACCESS_TOKEN: 'pat-na1-secret' };

async function problemsOf(yaml: string, variables: Readonly<Record<string, string>> = environment): Promise<string[]> {
  const loaded = await loadText(yaml, variables);
  return told(loaded.problems, loaded);
}

const withSync = (lines: string): string => `${connections}syncs:
  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
${lines}`;

it('a time zone that is mistyped is told with the one that is meant', async () => {
  expect(await problemsOf(withSync('    timeZone: Europe/Berln\n'))).toEqual([
    expect.stringMatching(/^9:15 .*syncs\.contacts\.timeZone.*did you mean Europe\/Berlin\?/),
  ]);
  expect(await problemsOf(withSync('    timeZone: Europe/Berlin\n'))).toEqual([]);
});

describe('a valid configuration', () => {
  it('is read with its defaults, variables filled in', async () => {
    const loaded = await loadText(withSync('    match: { left: email, right: Email }\n    every: 30s\n'), environment);
    expect(loaded.problems).toEqual([]);
    expect(loaded.configuration.connections.hubspot?.settings).toEqual({ accessToken: 'pat-na1-secret' });
    expect(loaded.configuration.syncs.contacts).toMatchObject({
      every: 30_000,
      direction: 'two-way',
      enabled: true,
      match: { left: 'email', right: 'Email' },
      conflicts: { winner: 'left', blanks: 'keep', fields: {}, tolerance: 120_000 },
    });
    expect(loaded.invalidSyncs).toEqual([]);
  });

  it('may use anchors, aliases and merge keys', async () => {
    const loaded = await loadText(
      `${connections}syncs:
  a: &base
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    create: none
  b:
    <<: *base
    right: { connection: airtable, object: Others }
`,
      environment,
    );
    expect(loaded.problems).toEqual([]);
    expect(loaded.configuration.syncs.b).toMatchObject({ create: 'none', right: { object: 'Others' } });
    // What a merge key brings in stands where it was written.
    expect(loaded.positionOf(['syncs', 'b', 'create'])).toEqual({ line: 9, column: 13 });
  });
});

describe('positionOf', () => {
  it('points at keys, values and list items, and at the nearest thing that is there', async () => {
    const loaded = await loadText(
      withSync('    associations:\n      - { left: primary_company, right: Account }\n'),
      environment,
    );
    const association = ['syncs', 'contacts', 'associations', 0];
    expect(loaded.positionOf(association)).toEqual({ line: 10, column: 9 });
    expect(loaded.positionOf([...association, 'right'])).toEqual({ line: 10, column: 41 });
    expect(loaded.positionOf([...association, 'right'], 'key')).toEqual({ line: 10, column: 34 });
    expect(loaded.positionOf(['syncs', 'contacts'])).toEqual({ line: 6, column: 3 });
    expect(loaded.positionOf(['syncs', 'contacts'], 'value')).toEqual({ line: 7, column: 5 });
    expect(loaded.positionOf(['syncs', 'contacts', 'match', 'left'])).toEqual({ line: 6, column: 3 });
    expect(loaded.positionOf(['syncs', 'nobody', 'match'])).toEqual({ line: 5, column: 1 });
  });
});

describe('YAML that cannot be read', () => {
  it('is a syntax error with its place', async () => {
    expect(await problemsOf('version: 1\nsyncs: [\n')).toEqual([
      expect.stringMatching(/^3:1 yaml-syntax This is not valid YAML: Flow sequence .* \| Check indentation/),
    ]);
    expect(await problemsOf('a: !!js/function x\n')).toEqual([
      expect.stringMatching(/^1:4 yaml-syntax .*Unresolved tag/),
    ]);
    expect(await problemsOf('version: 1\n---\nversion: 1\n')).toEqual([expect.stringMatching(/^2:1 yaml-syntax /)]);
  });

  it('is often a placeholder without quotes, or an alias of nothing', async () => {
    expect(await problemsOf('a: { b: ${TOKEN} }\n')).toEqual([
      expect.stringMatching(
        /^1:10 yaml-syntax .* \| Put quotes around the \$\{…\}: inside of braces YAML needs them\.$/,
      ),
    ]);
    expect(await problemsOf('a: &x 1\nb: [*x, *y]\n')).toEqual([
      '2:9 yaml-syntax This is not valid YAML: there is no anchor &y above for *y to repeat. | Correct the name, or put quotes around the text if a literal * is meant.',
    ]);
    expect(await problemsOf('version: 1\n\tconnections: {}\n')).toEqual([
      expect.stringMatching(/^2:1 yaml-syntax .*Tabs are not allowed/),
    ]);
  });

  it('may name a key twice, or be empty, or be no group of keys', async () => {
    expect(await problemsOf(withSync('    enabled: true\n    "enabled": false\n'))).toEqual([
      '10:5 duplicate-key The key "enabled" stands here a second time. | Remove one of the two, or merge them.',
    ]);
    expect(await problemsOf('')).toEqual([expect.stringMatching(/^1:1 empty-configuration /)]);
    expect(await problemsOf('- a\n')).toEqual([
      expect.stringMatching(/^1:1 wrong-type The file is not a group of keys/),
    ]);
  });

  it('may not grow by aliases, nor nest without end', async () => {
    const bomb = ['a0: &a0 [x]'];
    for (let i = 1; i < 12; i += 1)
      bomb.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(',')}]`,
      );
    expect(await problemsOf(bomb.join('\n'))).toEqual([expect.stringMatching(/^12:12 yaml-syntax .*alias/)]);
    expect(await problemsOf('['.repeat(5000))).toEqual([expect.stringMatching(/yaml-syntax/)]);
  });
});

describe('interpolation', () => {
  const setting = (value: string): string =>
    `version: 1\nconnections:\n  a:\n    connector: x\n    settings: { url: ${value} }\nsyncs: {}\n`;
  const settingOf = async (value: string, variables = {}, files = {}): Promise<unknown> => {
    const loaded = await loadText(setting(value), variables, files);
    expect(loaded.problems).toEqual([]);
    return loaded.configuration.connections.a?.settings.url;
  };

  it('fills in variables, defaults and files, once, and leaves an escaped one alone', async () => {
    expect(await settingOf('"${A}-${B:-no}"', { A: 'yes' })).toBe('yes-no');
    expect(await settingOf('"${A:-}"')).toBe('');
    expect(await settingOf('"${A:-x}"', { A: '' })).toBe('x');
    expect(await settingOf('"${A}"', { A: '${B}', B: 'never' })).toBe('${B}');
    expect(await settingOf('"$${A} $A"')).toBe('${A} $A');
    expect(await settingOf('"${file:keys/one}"', {}, { 'keys/one': 'k-1\n\n' })).toBe('k-1\n');
  });

  it('reads .env beside the file, and the real environment wins', async () => {
    const files = { '.env': 'A="from file"\nB=also # comment\n' };
    expect(await settingOf('"${A}/${B}"', { A: 'real' }, files)).toBe('real/also');
  });

  it('says what is missing, and where', async () => {
    expect(await problemsOf(setting('"${NOBODY_SET_IT}"'))).toEqual([
      '5:22 missing-environment-variable The environment variable NOBODY_SET_IT is not set. | Set it, or put a line NOBODY_SET_IT=… into the file .env beside the configuration.',
    ]);
    expect(await problemsOf(setting('"${EMPTY}"'), { EMPTY: '' })).toEqual([
      expect.stringMatching(/^5:22 missing-environment-variable The environment variable EMPTY is empty\./),
    ]);
    expect(await problemsOf(setting('"${file:./nothing}"'))).toEqual([
      expect.stringMatching(/^5:22 missing-secret-file The file .*nothing cannot be read \(ENOENT\)\./),
    ]);
    expect(await problemsOf(setting('"${not a name} ${open"'))).toEqual([
      expect.stringMatching(/^5:22 bad-interpolation "\$\{not a name\}" is none of/),
      expect.stringMatching(/^5:22 bad-interpolation The closing brace of \$\{open is missing/),
    ]);
  });

  it('gives a number or true / false where one belongs', async () => {
    const yaml = `version: 1
connections:
  a: { connector: x, settings: {}, limits: { requestsPerSecond: "\${RATE}" } }
syncs:
  b: { left: { connection: a, object: x }, right: { connection: a, object: y }, enabled: "\${ON}" }
`;
    const loaded = await loadText(yaml, { RATE: '2.5', ON: 'false' });
    expect(loaded.problems).toEqual([]);
    expect(loaded.configuration.connections.a?.limits).toEqual({ requestsPerSecond: 2.5 });
    expect(loaded.configuration.syncs.b?.enabled).toBe(false);
    // Hiding these would garble the output without hiding anything.
    expect(loaded.secrets).toEqual([]);
    expect(await problemsOf(yaml, { RATE: 'fast', ON: 'true' })).toEqual([
      '3:65 wrong-type connections.a.limits.requestsPerSecond is text; expected is a number. | Write a number.',
    ]);
  });
});

describe('secrets', () => {
  it('are what was filled in, and what stands under a telling key', async () => {
    const loaded = await loadText(
      `version: 1
connections:
  a:
    connector: x
    settings:
      apiToken: [one-token, two-token]
      baseUrl: "\${BASE_URL}"
      proxy: http://user:p%40ss@proxy.example
      login: { password: hunter22, name: ada }
      note: "\${NOTE:-a default}"
      portal: "\${PORTAL}"
syncs: {}
`,
      { BASE_URL: 'https://eu.example/api', PORTAL: 'portal-77' },
    );
    expect(loaded.secrets.toSorted()).toEqual(['hunter22', 'one-token', 'p%40ss', 'p@ss', 'portal-77', 'two-token']);
  });
});

describe('what is filled in under a key that names a place', () => {
  it('is shown, because messages have to name it; a token is not', async () => {
    const loaded = await loadText(
      `version: 1
connections:
  a:
    connector: x
    settings:
      accessToken: "\${TOKEN}"
      baseId: "\${BASE}"
      portalId: "\${PORTAL}"
      region: "\${REGION}"
      apiKeyId: "\${KEY_ID}"
syncs: {}
`,
      { TOKEN: 'pat-na1-secret', BASE: 'appTOKENtokenTOK', PORTAL: '12345678', REGION: 'eu-west', KEY_ID: 'key-77' },
    );
    expect(loaded.problems).toEqual([]);
    expect(loaded.secrets.toSorted()).toEqual(['key-77', 'pat-na1-secret']);
  });
});

describe('what does not fit the format', () => {
  it('is told all at once, each with its place', async () => {
    const yaml = `version: 1
conections: {}
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: "\${MISSING_TOKEN}" }
    limits: { share: 1.5, callsPerDay: 2.5, requestPerSecond: 3 }
    deadlines: { call: 900, page: 25h, closing: 5s }
  airtable:
    conector: "@linkwright/connector-airtable"
    settings: {}
syncs:
  companies:
    left: { connection: hubspott, object: companies }
    right: { connection: airtable }
    feilds:
      - { left: name, right: Name }
    direction: twoway
    every: 10 minutes
    match:
      - { left: domain, rigth: Website }
      - { all: [ { left: a, right: b }, { left: c, right: d, normalise: text } ] }
    fields:
      - { left: 5, right: "" }
    associations: {}
    enabled: "yes"
`;
    expect(await problemsOf(yaml, {})).toEqual([
      '2:1 unknown-key The configuration has no key "conections". | Did you mean "connections"?',
      '6:30 missing-environment-variable The environment variable MISSING_TOKEN is not set. | Set it, or put a line MISSING_TOKEN=… into the file .env beside the configuration.',
      '7:22 invalid-value connections.hubspot.limits.share is 1.5: too big: expected number to be <=1. | Write another value.',
      '7:40 wrong-type connections.hubspot.limits.callsPerDay is a number; expected is a whole number. | Write a whole number.',
      '7:45 unknown-key connections.hubspot.limits has no key "requestPerSecond". | Did you mean "requestsPerSecond"?',
      '8:24 wrong-type connections.hubspot.deadlines.call is a number; expected is text. | Correct it.',
      '8:35 invalid-value connections.hubspot.deadlines.page is "25h": expected a day at most: 24h. | Write another value.',
      '8:40 unknown-key connections.hubspot.deadlines has no key "closing". | Did you mean "close"?',
      '10:5 unknown-key connections.airtable has no key "conector". | Did you mean "connector"?',
      '14:25 unknown-connection companies names the connection "hubspott", but there is none of that name. | Did you mean "hubspot"?',
      '15:12 missing-key syncs.companies.right lacks the key "object". | Add "object".',
      '16:5 unknown-key syncs.companies has no key "feilds". | Did you mean "fields"?',
      '18:16 invalid-value syncs.companies.direction is "twoway"; expected is two-way, left-to-right or right-to-left. | Did you mean "two-way"?',
      '19:12 invalid-value syncs.companies.every is "10 minutes": expected a duration such as 30s, 10m, 24h or 7d. | Write another value.',
      '21:25 unknown-key syncs.companies.match[0] has no key "rigth". | Did you mean "right"?',
      '22:62 unknown-key syncs.companies.match[1].all[1] has no key "normalise". | Did you mean "normalize"?',
      '24:17 wrong-type syncs.companies.fields[0].left is a number; expected is text. | Put quotes around it.',
      '24:27 invalid-value syncs.companies.fields[0].right is empty. | Write a value.',
      '25:19 wrong-type syncs.companies.associations is a group of keys; expected is a list. | Write it like this:',
      '26:14 wrong-type syncs.companies.enabled is text; expected is true or false. | Write true or false.',
    ]);
  });

  it('has nearest names only where something is near', async () => {
    expect(await problemsOf(withSync('    zzz: 1\n    keyless: creat\n    create: sometimes\n'))).toEqual([
      expect.stringMatching(/^9:5 unknown-key syncs\.contacts has no key "zzz"\. \| Known keys: left, right, enabled,/),
      '10:14 invalid-value syncs.contacts.keyless is "creat"; expected is exclude or create. | Did you mean "create"?',
      '11:13 invalid-value syncs.contacts.create is "sometimes"; expected is both, left, right or none. | Write one of: both, left, right, none.',
    ]);
  });

  it('lacks required keys, or has another version', async () => {
    expect(await problemsOf('syncs: {}\n')).toEqual([
      '1:1 missing-key The configuration lacks the key "version". | Add "version".',
      '1:1 missing-key The configuration lacks the key "connections". | Add "connections", like this:',
    ]);
    expect(await problemsOf('version: 2\nconnections: {}\nsyncs:\n')).toEqual([
      '1:10 unsupported-version The version of this file is 2; this release reads version 1. | Write version: 1, or use the release of linkwright that the file was written for.',
      '3:1 wrong-type syncs is empty; expected is a group of keys. | Write it like this:',
    ]);
  });

  it('may be empty, or of another kind altogether', async () => {
    const yaml = withSync(`    match: []
    associations: [{ left: a }, 3]
    fields:
  empty:
  list: []
`).replace('syncs:', 'syncs:\n  "": {}');
    const problems = await problemsOf(yaml);
    expect(problems).toEqual([
      '6:7 invalid-value A name under syncs is empty. | Write a name.',
      '10:12 invalid-value syncs.contacts.match is an empty list. | Remove it, or add an item.',
      '11:20 missing-key syncs.contacts.associations[0] lacks the key "right". | Add "right".',
      '11:33 wrong-type syncs.contacts.associations[1] is a number; expected is a group of keys. | Write it like this:',
      '12:5 wrong-type syncs.contacts.fields is empty; expected is a list. | Write it like this:',
      '13:3 wrong-type syncs.empty is empty; expected is a group of keys. | Write it like this:',
      '14:9 wrong-type syncs.list is a list; expected is a group of keys. | Write it like this:',
    ]);
  });

  it('may be a time for which the log is kept', async () => {
    const loaded = await loadText(`${withSync('')}keep: { audit: 12h, conflict: 1d }\n`, environment);
    expect(told(loaded.problems, loaded)).toEqual([
      expect.stringMatching(/^\d+:\d+ invalid-value keep\.audit .*expected a day at least: 1d/),
      expect.stringMatching(/^\d+:\d+ unknown-key keep has no key "conflict"\. \| Did you mean "conflicts"\?/),
    ]);
    expect(loaded.configuration.keep).toMatchObject({ conflicts: 365 * 86_400_000 });
  });

  it('may be a filter, down to the single test', async () => {
    const yaml = withSync(`    filter:
      left: { stage: { inn: [a] }, size: {}, kind: { exists: maybe }, name: [] }
      right: { Stage: { not: [] }, Size: { above: true } }
      onExit: keeep
      middle: {}
`);
    const loaded = await loadText(yaml, environment);
    expect(told(loaded.problems, loaded)).toMatchInlineSnapshot(`
      [
        "10:24 unknown-key syncs.contacts.filter.left.stage has no key "inn". | Did you mean "in"?",
        "10:42 invalid-value syncs.contacts.filter.left.size is not valid: expected at least one of in, not, exists, above, below. | Write another value.",
        "10:62 wrong-type syncs.contacts.filter.left.kind.exists is text; expected is true or false. | Write true or false.",
        "10:77 wrong-type syncs.contacts.filter.left.name is a list; expected is a group of keys. | Write it like this:",
        "11:30 invalid-value syncs.contacts.filter.right.Stage.not is an empty list. | Remove it, or add an item.",
        "11:51 wrong-type syncs.contacts.filter.right.Size.above is true or false; expected is text. | Put quotes around it.",
        "12:15 invalid-value syncs.contacts.filter.onExit is "keeep"; expected is keep, freeze or unlink. | Did you mean "keep"?",
        "13:7 unknown-key syncs.contacts.filter has no key "middle". | Known keys: left, right, onExit.",
      ]
    `);
    const sound = await loadText(
      withSync(
        '    filter: { left: { stage: { in: [a, 5], not: x }, size: { above: 3 }, name: true }, onExit: freeze }\n',
      ),
      environment,
    );
    expect(sound.problems).toEqual([]);
    expect(Object.values(sound.configuration.syncs)[0]?.filter).toEqual({
      left: { stage: { in: ['a', 5], not: 'x' }, size: { above: 3 }, name: true },
      onExit: 'freeze',
    });
  });

  it('leaves the rest readable', async () => {
    const yaml = `${connections}syncs:
  slip: { left: { connection: hubspot, object: a }, right: { connection: airtable, object: b }, creat: both }
  stranger: { left: { connection: nobody, object: a }, right: { connection: airtable, object: b } }
  broken: { left: { connection: hubspot, object: a } }
`;
    const loaded = await loadText(yaml, environment);
    expect(told(loaded.problems, loaded)).toEqual([
      '6:97 unknown-key syncs.slip has no key "creat". | Did you mean "create"?',
      '7:35 unknown-connection stranger names the connection "nobody", but there is none of that name. | Declare it under connections. Known connections: hubspot, airtable.',
      '8:11 missing-key syncs.broken lacks the key "right". | Add "right", like this:',
    ]);
    expect(Object.keys(loaded.configuration.syncs)).toEqual(['slip']);
    expect(loaded.invalidSyncs).toEqual(['stranger', 'broken']);
  });
});

describe('files', () => {
  it('that vanish are told as such', async () => {
    const folder = await temporaryFolder({ 'linkwright.yaml': 'version: 1' });
    await rm(join(folder, 'linkwright.yaml'));
    await expect(loadConfiguration(join(folder, 'linkwright.yaml'), {})).rejects.toMatchObject({
      code: 'configuration-unreadable',
    });
  });
});
