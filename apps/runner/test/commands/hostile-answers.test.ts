import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resultOf, startCommand } from '../support/run-command.ts';
import { hostileConnector, hostileFolder, hostileToken, theirTitles } from './support/hostile-notes.ts';
import { runHere } from './support/run-here.ts';

/** Another answer to each write that was carried out. */
const answering = (outcome: string): string =>
  `const { write } = app; app.write = async (request) => (await write(request)).flatMap((outcome) => ${outcome});`;

/** Pages of another form. */
const reading = (page: string): string => `app.readChanges = async function* () { yield ${page}; };`;

const failureSchema = z.object({ error: z.object({ message: z.string(), remedy: z.string() }) });
const errorIn = (stdout: string) => failureSchema.parse(JSON.parse(stdout)).error;

const both = ['Buy milk', 'Call Ada'];

describe('a sync with a connector that breaks its contract', () => {
  it.each([
    ['an outcome that is not known', answering("({ kind: 'ok' })"), 'is not the outcome of a write'],
    ['two outcomes for one change', answering('[outcome, outcome]'), 'is not one outcome for each change'],
    ['a refusal with a plain error', answering("({ kind: 'rejected', error: new Error('no') })"), 'is not the outcome'],
    [
      'one record for all creates',
      answering("({ ...outcome, record: { ...outcome.record, id: '1' } })"),
      'comes twice',
    ],
  ])('%s: the connector, the member and the object are named, and nothing is made twice', async (_, deed, told) => {
    const folder = await hostileFolder(deed);
    const { exitCode, stdout, stderr } = await runHere(['sync', '--json'], folder);
    expect(exitCode).toBe(1);
    const { message, remedy } = errorIn(stdout);
    expect(message).toContain(`${hostileConnector}, write of "notes", broke its contract.`);
    expect(message).toContain(told);
    expect(remedy).toContain('This is a fault in the connector');
    expect(stdout + stderr).not.toMatch(/fault in linkwright|NOT NULL|\n +at /);
    await runHere(['sync', '--json'], folder);
    expect(await theirTitles(folder)).toEqual(both);
  });

  it.each([
    ['no page', 'app.readChanges = async function* () {};', 'is not at least one page'],
    [
      'a number that is none',
      reading("{ records: [{ id: '1', fields: { title: NaN } }], deleted: [], checkpoint: '{}' }"),
      'not a record',
    ],
    [
      'a giant page',
      reading("{ records: [], deleted: new Array(100001).fill('1'), checkpoint: '{}' }"),
      '100001 items',
    ],
    ['a giant checkpoint', reading("{ records: [], deleted: [], checkpoint: 'x'.repeat(65537) }"), '65537 characters'],
    ['a plain throw', "app.readChanges = () => { throw new TypeError('no rows'); };", 'threw TypeError: no rows.'],
    ['a hang', 'app.readChanges = async function* () { await never(); };', 'has given no answer for 1 second.'],
  ])('%s: the connector, the member and the object are named, and nothing is written', async (_, deed, told) => {
    const folder = await hostileFolder(deed, { deadlines: '{ page: 1s }', theirs: both });
    const { exitCode, stdout, stderr } = await runHere(['sync', '--json'], folder);
    expect(exitCode).toBe(1);
    const { message } = errorIn(stdout);
    expect(message).toContain(`${hostileConnector}, readChanges of "notes",`);
    expect(message).toContain(told);
    expect(stdout + stderr).not.toMatch(/fault in linkwright|\n +at /);
    expect(await theirTitles(folder)).toEqual(both);
  });

  it('one that ends the process while it writes is named, and the next sync makes nothing twice', async () => {
    const folder = await hostileFolder(
      'const { write } = app; app.write = async (request) => { await write(request); process.exit(0); };',
    );
    const { exitCode, stderr } = await resultOf(startCommand(['sync'], { directory: folder }));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${hostileConnector}, write of "notes", ended the process. What was done is kept.`);
    expect(await theirTitles(folder)).toEqual(both);
    expect((await resultOf(startCommand(['sync'], { directory: folder }))).exitCode).toBe(0);
    expect(await theirTitles(folder)).toEqual(both);
  });

  it('what it prints with a token in it goes to stderr without the token, and the document stands alone', async () => {
    const folder = await hostileFolder(
      "const { write } = app; app.write = (request) => { console.log('writing with', settings.token); return write(request); };",
    );
    const { exitCode, stdout, stderr } = await resultOf(startCommand(['sync', '--json'], { directory: folder }));
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, status: 'done' });
    expect(stderr).toContain('writing with [redacted]');
    expect(stdout + stderr).not.toContain(hostileToken);
  });

  it.each([
    ['hangs', "console.error('reading'); await never();"],
    [
      'yields pages without end',
      "console.error('reading'); for (;;) yield { records: [], deleted: [], checkpoint: '{}' };",
    ],
  ])('one that %s is left at once with Ctrl-C', async (_, body) => {
    const folder = await hostileFolder(
      `app.readChanges = async function* () { setInterval(() => undefined, 1000); ${body} };`,
    );
    const child = startCommand(['sync'], { directory: folder });
    const ended = resultOf(child);
    await new Promise<void>((resolve) =>
      child.stderr.on('data', (text) => String(text).includes('reading') && resolve()),
    );
    child.kill('SIGINT');
    expect((await ended).exitCode).toBe(130);
  });
});
