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

/** Keeps the process, as a socket would. */
const busy = 'setInterval(() => undefined, 1000);';

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
    const folder = await hostileFolder(`app.readChanges = async function* () { ${busy} ${body} };`);
    const { child, ended } = await syncUntil('reading', folder);
    child.kill('SIGINT');
    expect((await ended).exitCode).toBe(130);
  });

  it('a write without an answer is waited for after Ctrl-C, and left at once with the second', async () => {
    const folder = await hostileFolder(`app.write = () => { ${busy} console.error('writing'); return never(); };`, {
      deadlines: '{ stopping: 1h }',
    });
    const { child, ended } = await syncUntil('writing', folder);
    child.kill('SIGINT');
    await told(child, 'Ctrl-C again stops at once');
    child.kill('SIGINT');
    expect((await ended).exitCode).toBe(130);
  });

  it('one that computes for ever hears no Ctrl-C, is ended with Ctrl-\\, and nothing is made twice by the next sync', async () => {
    const folder = await hostileFolder(
      "const { write } = app; app.write = async (request) => { await write(request); console.error('computing'); for (;;); };",
    );
    const { child, ended } = await syncUntil('computing', folder);
    child.kill('SIGINT');
    child.kill('SIGINT');
    child.kill('SIGQUIT');
    expect((await ended).exitCode).toBe(null);
    expect(child.signalCode).toBe('SIGQUIT');
    expect((await resultOf(startCommand(['sync'], { directory: folder }))).exitCode).toBe(0);
    expect(await theirTitles(folder)).toEqual(both);
  });
});

async function syncUntil(said: string, directory: string) {
  const child = startCommand(['sync'], { directory });
  const ended = resultOf(child);
  await told(child, said);
  return { child, ended };
}

const told = (child: ReturnType<typeof startCommand>, said: string): Promise<void> =>
  new Promise((resolve) => child.stderr.on('data', (text) => String(text).includes(said) && resolve()));
