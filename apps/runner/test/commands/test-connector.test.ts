import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { suiteDocumentSchema } from '../../src/command/test-connector.ts';
import { type Look, lookSchema } from '../../src/try-connector/look-report.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hostileFolder, hostileToken } from './support/hostile-notes.ts';
import { runHere } from './support/run-here.ts';

/** A connector to a SQLite file that `@linkwright/core` holds to the contract, and what it tells the suite. */
const library = fileURLToPath(new URL('../../../../packages/core/test/conformance/support', import.meta.url));

const packageOf = (connector: string, manifest: object = { linkwright: { conformance: './told.ts' } }) =>
  temporaryFolder({
    'library/package.json': JSON.stringify({
      ...{ name: 'library', version: '0.2.0', type: 'module', exports: './index.ts' },
      ...manifest,
    }),
    'library/index.ts': connector,
    'library/told.ts': `export { libraryConformance as default } from '${library}/library-world.ts';`,
  });

const honest = `export { libraryConnector as default } from '${library}/library-connector.ts';`;

describe('linkwright test-connector', () => {
  it('runs the conformance suite on a package that names what the suite has to know', async () => {
    const directory = await packageOf(honest);
    const { exitCode, stdout, stderr } = await runCommand(['test-connector', './library', '--json'], { directory });
    expect(stderr).toBe('');
    const document = suiteDocumentSchema.extend({ version: z.literal(1) }).parse(JSON.parse(stdout));
    expect(document).toMatchObject({
      connector: './library',
      connectorVersion: '0.2.0',
      contractVersion: 1,
      failed: 0,
    });
    expect(document.passed).toBeGreaterThan(70);
    expect(document.tests.map(({ group }) => group)).toContain('key look-up');
    expect(exitCode).toBe(0);
  });

  it('names the promise that a connector breaks, and says what to do', async () => {
    const careless = `import { libraryConnector } from '${library}/library-connector.ts';
      export default { ...libraryConnector, connect(...given) {
        const app = libraryConnector.connect(...given);
        return { ...app, async describeObjects(request, options) {
          return (await app.describeObjects(request, options)).reverse();
        } };
      } };`;
    const directory = await packageOf(careless);
    const words = ['test-connector', './library/index.ts', '--test', 'in the order in which they were asked'];
    const { exitCode, stdout } = await runCommand(words, { directory });
    expect(stdout).toMatch(
      /^describe\n {2}✗ describes objects in the order in which they were asked for\n {6}describeObjects/,
    );
    expect(stdout).toContain('0 tests passed, 1 failed.');
    expect(exitCode).toBe(1);
  });

  it.each([
    ['names nothing', {}, ['./library'], 'conformance-missing', 'defineConformance('],
    [
      'names a file that is not there',
      { linkwright: { conformance: './no.ts' } },
      ['./library'],
      'conformance-not-found',
      'Build',
    ],
    [
      'names what tells nothing',
      { linkwright: { conformance: './index.ts' } },
      ['./library'],
      'conformance-invalid',
      'roles: ',
    ],
    ['is not there', {}, ['./librery'], 'connector-not-found', 'Did you mean "library"?'],
    ['is not named', {}, [], 'usage', 'linkwright test-connector ./my-app'],
  ])('a package that %s is told what its author has to write', async (_, manifest, words, code, told) => {
    const directory = await packageOf(`export default ${minimal};`, manifest);
    const { exitCode, stdout } = await runHere(['test-connector', ...words, '--json'], directory);
    const { error } = z.object({ error: z.record(z.string(), z.string()) }).parse(JSON.parse(stdout));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.remedy}`).toContain(told);
    expect(exitCode).toBe(2);
  });
});

const minimal = `{
  contractVersion: 1, name: 'x', displayName: 'X', rateLimits: {}, capabilities: {},
  settings: { safeParse: (data) => ({ success: true, data }) }, connect: () => ({}),
}`;

const look = async (folder: string, ...words: readonly string[]) => {
  const { exitCode, stdout, stderr } = await runHere(
    ['test-connector', '--connection', 'theirs', '--json', ...words],
    folder,
  );
  const { look } = z.object({ version: z.literal(1), look: lookSchema }).parse(JSON.parse(stdout));
  return {
    exitCode,
    stderr,
    look,
    wrong: wrongOf(look),
    written: await readFile(join(folder, 'theirs.jsonl'), 'utf8'),
  };
};

const wrongOf = ({ findings }: Look): string =>
  findings
    .filter(({ kind }) => kind === 'wrong')
    .map(({ message }) => message)
    .join('\n');

describe('a look at a live account', () => {
  const theirs = ['Buy milk', 'Call Ada', 'Water the plants'];

  it('describes, lists and reads, needs nothing of the author, and writes nothing', async () => {
    const folder = await hostileFolder('', { theirs });
    const { exitCode, look: told, wrong, written } = await look(folder);
    expect(wrong).toBe('');
    expect(exitCode).toBe(0);
    expect(told.account).toEqual({ id: 'theirs.jsonl', name: 'Notes', timeZone: null });
    expect(told.objects).toEqual({ listed: 1, complete: true, looked: ['notes'] });
    expect(told.steps.map(({ member, result }) => `${member}: ${result}`)).toEqual([
      'listObjects: 1 objects',
      'describeObjects: 1 fields, 0 association fields',
      'readChanges: 3 records, which are all, 1 page',
      'readRecords: 3 of 50 that a call takes',
      'findByKey: 1 by "title"',
      'listIds: 3 ids',
      'readChanges: 3 repeated from the checkpoint',
    ]);
    expect(told.findings.map(({ message }) => message)).toContainEqual(expect.stringContaining('repeats every record'));
    expect(written.trim().split('\n')).toHaveLength(3);
  });

  it('tells a person the same', async () => {
    const folder = await hostileFolder('', { theirs });
    const { exitCode, stdout } = await runHere(['test-connector', '--connection', 'theirs'], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Notes \(theirs\.jsonl\)\n/);
    expect(stdout).toMatch(/^notes +readRecords +0 +\d+ +3 of 50 that a call takes$/m);
    expect(stdout).toContain('Limit "default": 1000 in 1000 ms');
    expect(stdout.trimEnd()).toMatch(/Nothing looks wrong\. Nothing was written\.$/);
  });

  it.each([
    [
      'loses a record of a batch',
      'const r = app.readRecords; app.readRecords = async (q) => (await r(q)).map((one, i) => i === 1 ? { ...one, record: null } : one);',
      'readRecords says that it is gone',
    ],
    [
      'shows another value',
      "const r = app.readRecords; app.readRecords = async (q) => (await r(q)).map((one) => ({ ...one, record: { ...one.record, fields: { title: 'other' } } }));",
      'show record 1 differently: "title"',
    ],
    [
      'takes fewer at once than it says',
      "app.readRecords = async ({ ids }) => { if (ids.length > 1) throw new Error('414 URI Too Long'); return []; };",
      '414 URI Too Long',
    ],
    ['finds nothing', 'app.findByKey = async ({ keys }) => keys.map(() => []);', 'does not find record 1'],
    [
      'lists ids twice',
      'const l = app.listIds; app.listIds = async function* () { yield* l(); yield* l(); };',
      '3 ids more than once',
    ],
    [
      'leaves fields out',
      "app.readChanges = async function* () { yield { records: [{ id: '1', fields: {} }], deleted: [], checkpoint: '1' }; };",
      'in no record that was read: "title"',
    ],
    [
      'writes its token into the log',
      'app.listIds = async function* () { context.logger.info(settings.token); yield []; };',
      'a secret of its settings',
    ],
    [
      'reports calls that it had no leave for',
      "app.listIds = async function* () { context.reportCall('list'); yield []; };",
      'context.limits.acquire comes before every call',
    ],
    [
      'calls a choice what has no options',
      "const d = app.describeObjects; app.describeObjects = async (q) => (await d(q)).map((one) => ({ ...one, fields: [{ ...one.fields[0], type: 'option' }] }));",
      'options go with option(s) only',
    ],
    ['hangs', 'app.readChanges = async function* () { await never(); };', 'has given no answer for 1 second'],
  ])('finds what looks wrong with one that %s, and goes on', async (_, deed, told) => {
    const folder = await hostileFolder(deed, { theirs, deadlines: '{ page: 1s }' });
    const { exitCode, wrong, stderr } = await look(folder);
    expect(wrong).toContain(told);
    expect(wrong + stderr).not.toContain(hostileToken);
    expect(exitCode).toBe(1);
  });

  it('tries the connector that one is writing on the account of a connection', async () => {
    const folder = await hostileFolder('', { theirs });
    const installed = join(folder, 'node_modules/@acme/connector-notes/index.js');
    const { exitCode, look: told } = await look(folder, installed, '--object', 'notes', '--records', '2');
    expect(exitCode).toBe(0);
    expect(told.steps[2]?.result).toBe('2 records, 1 page');
    const unknown = await runHere(['test-connector', '--connection', 'thiers'], folder);
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean "theirs"?') });
    const refused = await runHere(['test-connector', '--connection', 'theirs', '--object', 'note'], folder);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean "notes"?') });
  });
});
