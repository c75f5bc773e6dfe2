import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { choice, type KintoneWorld, number, startKintone, text, valuesOf } from './kintone-world.ts';

const command = join(dirname(createRequire(import.meta.url).resolve('@kintone/cli/package.json')), 'cli.js');
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

interface CommandAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `cli-kintone record …`, as a person runs it, in a folder of its own. */
async function startCommand({ sandbox }: KintoneWorld) {
  const folder = await mkdtemp(join(tmpdir(), 'kintone-cli-'));
  folders.push(folder);
  const run = (verb: string, app: string, ...more: readonly string[]): Promise<CommandAnswer> => {
    const { baseUrl } = sandbox.kintone;
    const given = ['record', verb, '--base-url', baseUrl, '--api-token', 'first,second', '--app', app, ...more];
    return new Promise((resolve) => {
      const env = { PATH: process.env.PATH };
      execFile(process.execPath, [command, ...given], { cwd: folder, env }, (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  };
  let files = 0;
  return {
    folder,
    run,
    async import(app: string, rows: readonly string[], ...more: readonly string[]): Promise<CommandAnswer> {
      files += 1;
      const file = join(folder, `rows-${files}.csv`);
      await writeFile(file, `${rows.join('\n')}\n`);
      return run('import', app, '--file-path', file, ...more);
    },
    async export(app: string, ...more: readonly string[]): Promise<readonly string[]> {
      const answer = await run('export', app, ...more);
      expect(answer).toMatchObject({ exitCode: 0 });
      return answer.stdout.trimEnd().split('\n');
    },
  };
}

/** Companies, and people who look their company up, list their calls and carry files. */
async function createApps({ client, createApp, addFields }: KintoneWorld) {
  const companies = await createApp('Companies', { ...text('Domain', { unique: true }), ...text('Title') });
  const people = await createApp('People', {
    ...text('Name'),
    ...text('Mail', { unique: true }),
    ...number('Score'),
    ...choice('CHECK_BOX', 'Tags', 'Gold', 'Silver'),
    Photo: { type: 'FILE', code: 'Photo' },
    Seen: { type: 'DATETIME', code: 'Seen' },
    Calls: { type: 'SUBTABLE', code: 'Calls', fields: { ...text('Topic'), ...number('Minutes') } },
    ...text('Company_title'),
  });
  await addFields(people, {
    Company: {
      type: 'SINGLE_LINE_TEXT',
      code: 'Company',
      lookup: {
        relatedApp: { app: companies },
        relatedKeyField: 'Domain',
        fieldMappings: [{ field: 'Company_title', relatedField: 'Title' }],
        lookupPickerFields: [],
        filterCond: '',
        sort: '',
      },
    },
  });
  const peopleWith = async (code: string) =>
    valuesOf((await client.record.getRecords({ app: people, query: 'order by $id asc' })).records, code);
  return { companies, people, peopleWith };
}

const peopleRows = [
  '"*","Name","Mail","Score","Tags","Seen","Company","Calls","Topic","Minutes"',
  '"*","Ada ""the first"" 👋","ada@acme.example","12.50","Gold\nSilver","2026-02-03T04:05:00Z","acme.example","","Engine","30"',
  // A second row of the table of the record above.
  '"","","","","","","","","Notes","5"',
  '"*","Grace","grace@navy.example","","","","","","",""',
];

async function startWithPeople() {
  const world = await startKintone();
  const apps = await createApps(world);
  const cli = await startCommand(world);
  const imports = [
    await cli.import(apps.companies, ['"Domain","Title"', '"acme.example","Acme, Inc."']),
    await cli.import(apps.people, peopleRows),
  ];
  expect(imports).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
  return { ...world, ...apps, cli };
}

describe('the vendor’s command, on the sandbox', () => {
  it('imports lookups, tables and choices, and exports them again', async () => {
    const { people, peopleWith, cli } = await startWithPeople();
    expect(await peopleWith('Name')).toEqual(['Ada "the first" 👋', 'Grace']);
    expect(await peopleWith('Company_title')).toEqual(['Acme, Inc.', '']);
    expect(await peopleWith('Tags')).toEqual([['Gold', 'Silver'], []]);
    const cell = (type: string, value: string) => ({ type, value });
    const row = (topic: string, minutes: string) => ({
      id: expect.any(String),
      value: { Topic: cell('SINGLE_LINE_TEXT', topic), Minutes: cell('NUMBER', minutes) },
    });
    expect(await peopleWith('Calls')).toEqual([[row('Engine', '30'), row('Notes', '5')], []]);
    const fields = 'Name,Mail,Score,Tags,Seen,Company,Company_title';
    const ada =
      '"Ada ""the first"" 👋","ada@acme.example","12.50","Gold\nSilver","2026-02-03T04:05:00Z","acme.example"';
    expect((await cli.export(people, '--fields', fields)).join('\n').split('\n"Grace"')).toEqual([
      `"Name","Mail","Score","Tags","Seen","Company","Company_title"\n${ada},"Acme, Inc."`,
      ',"grace@navy.example",,,,,',
    ]);
    expect((await cli.export(people)).filter((line) => line.startsWith('*'))).toHaveLength(3);
  });

  it('updates and adds by a key, selects and sorts', async () => {
    const { people, peopleWith, cli } = await startWithPeople();
    const rows = ['"Mail","Name"', '"ada@acme.example","Ada L."', '"kim@navy.example","Kim"'];
    expect(await cli.import(people, rows, '--update-key', 'Mail')).toMatchObject({ exitCode: 0 });
    expect(await peopleWith('Name')).toEqual(['Ada L.', 'Grace', 'Kim']);
    expect(await peopleWith('Score')).toEqual(['12.50', '', '']);
    const chosen = ['--condition', 'Score > 10 or Mail like "kim"', '--order-by', 'Name desc', '--fields', 'Name'];
    expect(await cli.export(people, ...chosen)).toEqual(['"Name"', '"Kim"', '"Ada L."']);
  });

  it('carries files in and out', async () => {
    const { people, cli } = await startWithPeople();
    const [from, to] = [join(cli.folder, 'from'), join(cli.folder, 'to')];
    await mkdir(from);
    await writeFile(join(from, 'ada.txt'), 'a portrait');
    const rows = ['"Mail","Photo"', '"ada@acme.example","ada.txt"'];
    const flags = ['--update-key', 'Mail', '--attachments-dir', from];
    expect(await cli.import(people, rows, ...flags)).toMatchObject({ exitCode: 0 });
    expect(await cli.export(people, '--fields', 'Name,Photo', '--attachments-dir', to)).toEqual([
      '"Name","Photo"',
      '"Ada ""the first"" 👋","Photo-1/ada.txt"',
      '"Grace",',
    ]);
    expect(await readFile(join(to, 'Photo-1', 'ada.txt'), 'utf8')).toBe('a portrait');
  });

  it('adds many records at once, and deletes them', async () => {
    const { companies, client, cli } = await startWithPeople();
    const rows = Array.from({ length: 2_150 }, (_, index) => `"d${index}.example","Company ${index}"`);
    expect(await cli.import(companies, ['"Domain","Title"', ...rows])).toMatchObject({ exitCode: 0 });
    const count = async () => (await client.record.getRecords({ app: companies, totalCount: true })).totalCount;
    expect(await count()).toBe('2151');
    expect((await cli.export(companies, '--fields', 'Domain')).toSorted()).toEqual(
      ['"Domain"', '"acme.example"', ...rows.map((row) => row.split(',')[0] ?? '')].toSorted(),
    );
    expect(await cli.run('delete', companies, '--yes')).toMatchObject({ exitCode: 0 });
    expect(await count()).toBe('0');
  });

  it.each([
    ['a lookup without its record', ['"Name","Company"', '"Kim","nobody.example"'], '[GAIA_LO04]'],
    ['a value that is taken', ['"Name","Mail"', '"Kim","ada@acme.example"'], 'on Mail at row 2'],
    ['a choice that is not there', ['"Name","Tags"', '"Kim","Bronze"'], 'on Tags at row 2'],
    ['no number', ['"Name","Score"', '"Kim","many"'], 'on Score at row 2'],
  ])('is told of %s, and nothing is added', async (_, rows, told) => {
    const { people, peopleWith, cli } = await startWithPeople();
    const refused = await cli.import(people, rows);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(told) });
    expect(await peopleWith('Mail')).toEqual(['ada@acme.example', 'grace@navy.example']);
  });
});
