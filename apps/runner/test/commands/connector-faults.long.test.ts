import { describe, expect, it } from 'vitest';
import { resultOf, startCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const name = '@acme/connector-notes';
const token = 'tok-5ecr3t-7c1d';

const configuration = (deadlines = '{}') => `version: 1
connections:
  notes:
    connector: "${name}"
    settings: { token: "\${NOTES_TOKEN}" }
    deadlines: ${deadlines}
syncs: {}
`;

/** A connector whose \`check\`, \`close\` or module does something that no connector may do. */
const connector = ({ atStart = '', inCheck = "return { accountId: '1', name: 'Notes' };", inClose = '' }) => `
${atStart}
const limits = { read: 1, lookup: 1, create: 1, update: 1, archive: 1, readAssociations: 1, writeAssociations: 1 };
const never = () => new Promise(() => undefined);
const connection = (settings) => ({
  async check() { ${inCheck} },
  async listObjects() { return { objects: [{ id: 'notes', name: 'notes', label: 'Notes', custom: false }], complete: true }; },
  describeObjects: never, readRecords: never, findByKey: never, readAssociations: never, write: never,
  async *readChanges() {}, async *listIds() {},
  async close() { ${inClose} },
});
export default {
  contractVersion: 1, name: 'notes', displayName: 'Notes',
  settings: { safeParse: (data) => ({ success: true, data }), safeParseAsync: async (data) => ({ success: true, data }) },
  capabilities: {
    requiresExplicitAssociationSyncs: false, associationWrites: { create: 'separate', update: 'separate' },
    deletions: 'sweep', archive: 'none', conditionalWrites: false, lookupDelayMs: 0, batchLimits: limits,
  },
  rateLimits: { default: { requests: 10, perMs: 1000 } },
  connect: connection,
};
`;

interface Package {
  readonly words?: readonly string[];
  readonly main?: string;
  /** What the file says of them. */
  readonly deadlines?: string;
}

async function start(code: string, { words = ['objects', 'notes'], main = './index.js', deadlines }: Package = {}) {
  const type = main.endsWith('.cjs') ? 'commonjs' : 'module';
  const directory = await temporaryFolder({
    'linkwright.yaml': configuration(deadlines),
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '3.1.4', type, exports: main }),
    [`node_modules/${name}/${main.slice(2)}`]: code,
  });
  return startCommand(words, { directory, environment: { NOTES_TOKEN: token } });
}

const objects = async (code: string, options: Package = {}) => resultOf(await start(code, options));

/** Until it says so on stderr. */
async function said(child: Awaited<ReturnType<typeof start>>, text: string): Promise<void> {
  let stderr = '';
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    stderr += String(chunk);
    if (stderr.includes(text)) return;
  }
  throw new Error(`It ended without saying "${text}": ${stderr}`);
}

describe('what a connector does behind the command’s back', () => {
  it('prints on stderr, without secrets, and never into the result', async () => {
    const inCheck = `
      console.log('calling with', settings.token);
      console.error('failed with', settings.token);
      process.stdout.write(Buffer.from('bytes of ' + settings.token + '\\n'));
      writeSync(1, 'descriptor with ' + settings.token + '\\n');
      const whole = Buffer.from('....buffer with ' + settings.token + '\\n....');
      await new Promise((resolve) => write(1, whole, 4, whole.length - 8, null, resolve));
      return { accountId: '1', name: 'Notes' };`;
    const atStart = "import { write, writeSync } from 'node:fs';";
    const { exitCode, stdout, stderr } = await objects(connector({ atStart, inCheck }), {
      words: ['objects', 'notes', '--json'],
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1 });
    for (const text of ['calling with', 'failed with', 'bytes of', 'descriptor with', '\nbuffer with'])
      expect(stderr).toContain(`${text} [redacted]`);
  });

  it.each<[string, Parameters<typeof connector>[0], string]>([
    ['ends the process', { inCheck: 'process.exit(0);' }, 'check, ended the process'],
    [
      'ends the process later',
      { inCheck: 'setTimeout(() => process.exit(0), 5); return never();' },
      'check, ended the process',
    ],
    ['ends the process while it is loaded', { atStart: 'process.exit(0);' }, 'loading, ended the process'],
    [
      'waits for nothing while it is loaded',
      { atStart: 'await new Promise(() => undefined);' },
      'loading, never came to an end',
    ],
    [
      'throws where nobody waits',
      { inCheck: "setTimeout(() => { throw new Error('lost'); }, 5); return never();" },
      'check, threw an error that nobody could wait for: Error: lost',
    ],
    [
      'rejects where nobody waits',
      { inCheck: "Promise.reject(new Error('lost')); return never();" },
      'check, threw an error that nobody could wait for: Error: lost',
    ],
    ['throws', { inCheck: 'return settings.no.thing;' }, 'check, threw TypeError'],
    ['answers nonsense', { inCheck: 'return { accountId: 7 };' }, 'check, broke its contract'],
  ])('a connector that %s is named, and the command has failed', async (_, options, told) => {
    const { exitCode, stdout, stderr } = await objects(connector(options));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(name);
    expect(stderr).toContain(told);
    expect(stdout).toBe('');
  });

  it('a CommonJS module that a compiler made of an `export default` is loaded', async () => {
    const code = connector({}).replace('export default', 'exports.__esModule = true;\nexports.default =');
    const { exitCode, stderr } = await objects(code, { main: './index.cjs' });
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
  it('what never finishes loading is told by the deadline of the file, with its line, although a timer runs on', async () => {
    const atStart = 'setInterval(() => undefined, 1000);\nawait new Promise(() => undefined);';
    const { exitCode, stderr } = await objects(connector({ atStart }), { deadlines: '{ load: 1s }' });
    expect(stderr).toMatch(/linkwright\.yaml:4:\d+ +connector-broken/);
    expect(stderr).toContain(`${name}, loading, has given no answer for 1 second.`);
    expect(stderr).toContain('deadlines.load');
    expect(exitCode).toBe(2);
  });

  it('what never finishes loading is left at once with Ctrl-C', async () => {
    const atStart =
      "console.error('waiting');\nsetInterval(() => undefined, 1000);\nawait new Promise(() => undefined);";
    const child = await start(connector({ atStart }));
    await said(child, 'waiting');
    child.kill('SIGINT');
    expect((await resultOf(child)).exitCode).toBe(130);
  });

  it('a call without an answer is told by the deadline of the file', async () => {
    const { exitCode, stderr } = await objects(
      connector({ inCheck: 'setInterval(() => undefined, 1000); return never();' }),
      {
        deadlines: '{ call: 1s }',
      },
    );
    expect(stderr).toContain(`${name} 3.1.4, check, has given no answer for 1 second.`);
    expect(exitCode).toBe(1);
  });

  it('a close without an answer is told by the deadline of the file, and changes nothing', async () => {
    const { exitCode, stdout, stderr } = await objects(
      connector({ inClose: 'setInterval(() => undefined, 1000); return never();' }),
      {
        deadlines: '{ close: 1s }',
      },
    );
    expect(stderr).toContain(`${name} 3.1.4, close, has given no answer for 1 second.`);
    expect(stdout).toContain('Notes');
    expect(exitCode).toBe(0);
  });

  it('a timer that is left running does not keep the process', async () => {
    const { exitCode, stdout, stderr } = await objects(connector({ atStart: 'setInterval(() => undefined, 1000);' }));
    expect(stdout).toContain('Notes');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
});
