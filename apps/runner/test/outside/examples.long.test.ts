import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { packPackages } from '../../../../test/outside/pack-packages.ts';
import { startPackedRegistry } from '../../../../test/outside/packed-registry.ts';
import { runProcess } from '../../../../test/outside/run-process.ts';
import { root } from '../../../../test/workspace.ts';

const examples = ['connector-sqlite', 'connector-csv-folder'];

/** The examples are somebody else's packages: what they need of this project comes from tarballs, in folders far from here. */
test('connectors of third parties pass the conformance suite, and sync with each other through the command', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'linkwright-examples-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const packed = await packPackages(['linkwright'], folder);
  const registry = await startPackedRegistry(packed);
  onTestFinished(registry.close);
  const run = async (cwd: string, ...words: string[]) => {
    const env = { ...registry.environment, NO_COLOR: '1', FORCE_COLOR: undefined };
    const [command = '', ...given] = words;
    const result = await runProcess(command, given, { cwd, env });
    expect(result, `${basename(cwd)}: ${words.join(' ')}\n${result.output}`).toMatchObject({ exitCode: 0 });
    return result.output;
  };

  const tarballs = await Promise.all(
    examples.map(async (name) => {
      const own = join(folder, name);
      const isSource = (path: string) => !/\/(?:node_modules|dist)(?:\/|$)/.test(path.slice(root.length));
      await cp(join(root, 'examples', name), own, { recursive: true, filter: isSource });
      await run(own, 'npm', 'install');
      await run(own, 'npm', 'run', 'typecheck');
      expect(await run(own, 'npm', 'test')).toMatch(/Tests +((?:[89]|\d\d)\d) passed \(\1\)/);
      const told = JSON.parse((await run(own, 'npm', 'pack', '--json')).replace(/^[^[]*(?=\[)/, ''));
      return join(own, told[0].filename);
    }),
  );

  const sync = join(folder, 'sync');
  await mkdir(join(sync, 'files'), { recursive: true });
  await writeFile(join(sync, 'package.json'), JSON.stringify({ name: 'somebodys-sync', private: true }));
  const command = packed.find(({ name }) => name === 'linkwright')?.tarball ?? '';
  await run(sync, 'npm', 'install', command, ...tarballs);
  const database = new DatabaseSync(join(sync, 'crm.db'));
  onTestFinished(() => database.close());
  database.exec(`
    CREATE TABLE companies (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
    CREATE TABLE people (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, email TEXT UNIQUE, employer INTEGER REFERENCES companies (id)
    );
    CREATE TABLE affiliations (person INTEGER REFERENCES people (id), company INTEGER REFERENCES companies (id));
    INSERT INTO companies (name) VALUES ('Acme'), ('Navy'), ('Nobody''s');
    INSERT INTO people (name, email, employer) VALUES ('Ada', 'ada@acme.example', 1), ('Grace', 'grace@navy.example', 2);
    INSERT INTO affiliations VALUES (1, 2), (1, 1);
  `);
  const files = (name: string) => join(sync, 'files', name);
  await writeFile(files('companies.csv'), 'id,name\nk1,Acme\nk2,"Comma, Inc."\n');
  await writeFile(
    files('people.csv'),
    'id,name,email:email,employer:@companies,clients:@companies[]\np1,Ada,ADA@acme.example,k1,\np2,Bob,bob@comma.example,k2,k2;k1\n',
  );
  // No sync of companies: those that people point at come along.
  await writeFile(
    join(sync, 'linkwright.yaml'),
    `version: 1
connections:
  crm: { connector: linkwright-connector-sqlite, settings: { file: crm.db } }
  files: { connector: linkwright-connector-csv-folder, settings: { folder: files } }
syncs:
  people:
    left: { connection: crm, object: people }
    right: { connection: files, object: people }
    associations:
      - { left: employer, right: employer }
      - { left: affiliations, right: clients }
`,
  );
  expect(await run(sync, 'npx', '--no', 'linkwright', 'check')).toContain('SQLite');
  await run(sync, 'npx', '--no', 'linkwright', 'sync');
  const bothSides = [
    { email: 'ada@acme.example', employer: 'Acme', others: ['Acme', 'Navy'] },
    { email: 'bob@comma.example', employer: 'Comma, Inc.', others: ['Acme', 'Comma, Inc.'] },
    { email: 'grace@navy.example', employer: 'Navy', others: [] },
  ];
  expect(peopleOf(database)).toEqual(bothSides);
  expect(await peopleIn(files)).toEqual(bothSides);
  // The company that nobody points at stays where it is.
  expect(await readFile(files('companies.csv'), 'utf8')).not.toContain('Nobody');

  database.exec(
    "DELETE FROM affiliations WHERE person = 1 AND company = 1; UPDATE people SET name = 'Ada L.' WHERE id = 1",
  );
  await writeFile(
    files('people.csv'),
    (await readFile(files('people.csv'), 'utf8')).replace(/^(p2,Bob,[^,]*),k2,/m, '$1,k1,'),
  );
  await run(sync, 'npx', '--no', 'linkwright', 'sync');
  const edited = [
    { email: 'ada@acme.example', employer: 'Acme', others: ['Navy'] },
    { email: 'bob@comma.example', employer: 'Acme', others: ['Acme', 'Comma, Inc.'] },
    bothSides[2],
  ];
  expect(peopleOf(database)).toEqual(edited);
  expect(await peopleIn(files)).toEqual(edited);
  expect(await readFile(files('people.csv'), 'utf8')).toMatch(/^p1,Ada L\.,/m);

  const before = await readFile(files('people.csv'), 'utf8');
  await run(sync, 'npx', '--no', 'linkwright', 'sync');
  expect(await readFile(files('people.csv'), 'utf8')).toBe(before);
});

interface Person {
  readonly email: string;
  readonly employer: string;
  readonly others: readonly string[];
}

const sorted = (people: readonly Person[]) => people.toSorted((a, b) => a.email.localeCompare(b.email));

function peopleOf(database: DatabaseSync): readonly Person[] {
  const rows = database
    .prepare('SELECT p.id, email, c.name AS employer FROM people p LEFT JOIN companies c ON c.id = p.employer')
    .all();
  const select = 'SELECT name FROM affiliations JOIN companies ON id = company WHERE person = ? ORDER BY name';
  return sorted(
    rows.map(({ id, email, employer }) => ({
      email: String(email),
      employer: String(employer),
      others: database
        .prepare(select)
        .all(Number(id))
        .map(({ name }) => String(name)),
    })),
  );
}

/** No cell of these files has a line end in it. */
async function peopleIn(files: (name: string) => string): Promise<readonly Person[]> {
  const rowsOf = async (name: string) => {
    const [, ...lines] = (await readFile(files(name), 'utf8')).trimEnd().split('\n');
    return lines.map((line) => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, a, b]) => a ?? b ?? ''));
  };
  const companies = new Map((await rowsOf('companies.csv')).map(([id = '', name = '']) => [id, name]));
  return sorted(
    (await rowsOf('people.csv')).map(([, , email = '', employer = '', others = '']) => ({
      email: email.toLowerCase(),
      employer: companies.get(employer) ?? '',
      others: others
        .split(';')
        .flatMap((id) => companies.get(id) ?? [])
        .sort(),
    })),
  );
}
