import { describe, expect, it } from 'vitest';
import { count, formatNumber } from '../src/output/format-number.ts';
import { createOutput } from '../src/output/output.ts';
import { createRedactor } from '../src/output/redactor.ts';
import { renderTable, truncate } from '../src/output/render-table.ts';
import { visible } from '../src/output/visible.ts';
import { printProblems } from '../src/report/print-problems.ts';
import { loadText } from './support/load-text.ts';

function capture(
  options: {
    json?: boolean;
    quiet?: boolean;
    color?: boolean;
    tty?: boolean;
    columns?: number;
    environment?: Record<string, string>;
  } = {},
) {
  const written = { out: '', error: '' };
  let time = 0;
  const { tty = false, columns = 40 } = options;
  const redactor = createRedactor();
  const output = createOutput({
    stdout: { isTTY: tty, columns, write: (text) => (written.out += text) },
    stderr: { isTTY: tty, columns, write: (text) => (written.error += text) },
    environment: options.environment ?? {},
    redactor,
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    color: options.color ?? true,
    now: () => time,
  });
  return { output, written, redactor, pass: (ms: number) => (time += ms) };
}

it('a terminal that nobody has told its width is as wide as usual', () => {
  expect(capture({ tty: true }).output.columns).toBe(40);
  expect(capture({ tty: true, columns: 0 }).output.columns).toBe(80);
  expect(capture().output.columns).toBeNull();
});

describe('the redactor', () => {
  const secret = 'pät-na1/s3cr+t key';
  const redactor = createRedactor();
  redactor.add([secret, 'abc', 'line one of a key\nline two of a key']);

  it.each([
    ['as it is', secret],
    ['URL-encoded', encodeURIComponent(secret)],
    ['URL-encoded in lower case', encodeURIComponent(secret).toLowerCase()],
    ['as a form', new URLSearchParams({ k: secret }).toString().slice(2)],
    ['JSON-escaped', JSON.stringify(secret).slice(1, -1)],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['as a password of basic authentication', Buffer.from(`u:${secret}`).toString('base64')],
    ['as a user of basic authentication', Buffer.from(`${secret}:x`).toString('base64')],
    ['one line of it', 'line two of a key'],
  ])('hides a secret %s', (_, spelling) => {
    const shown = redactor.redact(`before ${spelling} after`);
    expect(shown).toMatch(/^before .*\[redacted\].* after$/);
    expect(shown.length).toBeLessThan(`before [redacted] after`.length + 8);
  });

  it('leaves everything else, also what is too short to be a secret', () => {
    expect(redactor.redact('abc, pat-na1 and others')).toBe('abc, pat-na1 and others');
    expect(createRedactor().redact('nothing added')).toBe('nothing added');
  });

  it('hides a secret that contains another as a whole', () => {
    const nested = createRedactor();
    nested.add(['token', 'my-token-is-long']);
    expect(nested.redact('my-token-is-long token')).toBe('[redacted] [redacted]');
  });
});

describe('visible', () => {
  it('escapes what forges lines or steers the terminal, and nothing else', () => {
    expect(visible('a\nb\r\tc\u001b[31m\u0007\u009b')).toBe('a\\nb\\r\\tc\\x1b[31m\\x07\\x9b');
    expect(visible('\u202Etxt.exe\u2066\u2028\uFEFF')).toBe('\\u202etxt.exe\\u2066\\u2028\\ufeff');
    expect(visible('Zoë 株式会社 👩‍💻')).toBe('Zoë 株式会社 👩‍💻');
  });
});

describe('output', () => {
  it('keeps results, remarks and errors apart', () => {
    const { output, written } = capture();
    output.print('result');
    output.note('remark');
    output.error('wrong');
    output.document({ ignored: true });
    expect(written).toEqual({ out: 'result\n', error: 'remark\nwrong\n' });
  });

  it('with --json writes one document on stdout and nothing else', () => {
    const { output, written, redactor } = capture({ json: true });
    redactor.add(['a "quoted" secret']);
    output.print('result');
    output.note('remark');
    output.document({ status: 'done', list: [{ text: 'is a "quoted" secret!' }] });
    expect(written.error).toBe('remark\n');
    expect(JSON.parse(written.out)).toEqual({ version: 1, status: 'done', list: [{ text: 'is [redacted]!' }] });
  });

  it('with --json escapes what steers a terminal, and the value stays the same', () => {
    const steering =
      'a\u001b]0;t\u0007\u009b31m\u0085\u007f\u061c\u200e\u200f\u2028\u202a\u202e\u2066\u2069\ufeff"\\ é 株 👩';
    const { output, written } = capture({ json: true });
    output.document({ [steering]: [steering] });
    output.jsonLine({ steering });
    expect(written.out).not.toMatch(/(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
    expect(written.out).toContain('\\u009b31m');
    const [document = '', line = ''] = written.out.trimEnd().split('\n');
    expect(JSON.parse(document)).toEqual({ version: 1, [steering]: [steering] });
    expect(JSON.parse(line)).toEqual({ steering });
  });

  it('is silent about remarks with --quiet', () => {
    const { output, written } = capture({ quiet: true, tty: true });
    output.note('remark');
    output.progress('busy');
    expect(written).toEqual({ out: '', error: '' });
  });

  it('never passes on secrets or control characters', () => {
    const { output, written, redactor } = capture();
    redactor.add(['sesame']);
    output.print('open sesame\u001b]0;title\u0007\r');
    output.error(`Authorization: Basic ${Buffer.from('ada:sesame').toString('base64')}`);
    expect(written.out).toBe('open [redacted]\\x1b]0;title\\x07\\r\n');
    expect(written.error).not.toContain('c2VzYW1l');
  });

  it('is coloured only on a terminal, and not with NO_COLOR or --no-color', () => {
    const shown = (options: Parameters<typeof capture>[0]): string => {
      const { output, written } = capture(options);
      output.print(output.style('red', 'x'));
      return written.out;
    };
    expect(shown({ tty: true })).toBe('\u001b[31mx\u001b[39m\n');
    expect(shown({ tty: false })).toBe('x\n');
    expect(shown({ tty: true, color: false })).toBe('x\n');
    expect(shown({ tty: true, environment: { NO_COLOR: '1' } })).toBe('x\n');
    expect(shown({ tty: true, environment: { NO_COLOR: '' } })).toBe('\u001b[31mx\u001b[39m\n');
  });

  it('shows progress on one line of a terminal, not too often, and clears it before anything else', () => {
    const { output, written, pass } = capture({ tty: true });
    output.progress(`reading ${'企'.repeat(30)}`);
    pass(10);
    output.progress('too soon');
    pass(100);
    output.progress('later');
    output.note('remark');
    output.progress(null);
    const erase = '\r\u001b[2K';
    expect(written.error).toBe(`${erase}reading ${'企'.repeat(15)}…${erase}later${erase}remark\n`);
    const silent = capture({ tty: false });
    silent.output.progress('busy');
    expect(silent.written.error).toBe('');
  });
});

describe('tables and numbers', () => {
  it('line up by what a terminal shows', () => {
    const table = renderTable(
      [{ title: 'name' }, { title: 'records', align: 'right' }, { title: 'note' }],
      [
        ['株式会社', '48,120', ''],
        ['Zoë\n', '7', 'x'],
      ],
    );
    expect(table).toBe('name      records  note\n株式会社   48,120\nZoë\\n           7  x');
    expect(truncate('株式会社', 5)).toBe('株式…');
  });

  it('wider than the terminal break between words, or are told in blocks', () => {
    const columns = [{ title: 'sync' }, { title: 'linked', align: 'right' as const }, { title: 'why not' }];
    const rows = [
      ['contacts', '48,120', 'no address'],
      ['deals', '7', 'their companies are not there yet'],
    ];
    const lines = (width: number): readonly string[] => renderTable(columns, rows, width).split('\n');
    expect(lines(34)).toEqual([
      'sync      linked  why not',
      'contacts  48,120  no address',
      'deals          7  their companies',
      '                  are not there',
      '                  yet',
    ]);
    expect(lines(24)).toEqual([
      'sync     contacts',
      'linked   48,120',
      'why not  no address',
      '',
      'sync     deals',
      'linked   7',
      'why not  their companies',
      '         are not there',
      '         yet',
    ]);
    expect(renderTable(columns, rows, 51)).toBe(renderTable(columns, rows));
  });

  it('are grouped and counted', () => {
    expect(formatNumber(48120)).toBe('48,120');
    expect([count(1, 'problem'), count(2, 'problem'), count(0, 'entry', 'entries')]).toEqual([
      '1 problem',
      '2 problems',
      '0 entries',
    ]);
  });
});

describe('problems', () => {
  const yaml = 'version: 1\nconnections: {}\nsyncs:\n  contacts:\n    left: { connection: a, object: b }\n';
  const problem = {
    code: 'association-target-not-synced',
    path: ['syncs', 'contacts', 'left', 'object'],
    message: 'contacts maps primary_company to "Account", but no active sync pairs companies with Accounts.',
    why: 'Airtable needs a sync of its own for every object before its associations are recognized.',
    remedy: 'Add under syncs:',
    add: 'companies:\n  left: { connection: hubspot, object: companies }\n',
  };

  it('have one form, in the order of the file', async () => {
    const loaded = await loadText(yaml);
    const { output, written } = capture();
    const first = { code: 'unknown-key', path: [], place: { line: 2, column: 1 }, message: 'What.', remedy: 'Do.' };
    printProblems([problem, first], loaded, { output, directory: loaded.directory });
    expect(written).toEqual({
      out: '',
      error: `linkwright.yaml:2:1  unknown-key
  What.
  Do.
linkwright.yaml:5:36  association-target-not-synced
  contacts maps primary_company to "Account", but no active sync pairs companies with Accounts.
  Airtable needs a sync of its own for every object before its associations are recognized.
  Add under syncs:
    companies:
      left: { connection: hubspot, object: companies }
2 problems, nothing was written.
`,
    });
  });

  it('are one document with --json, seen from where the user stands', async () => {
    const loaded = await loadText(yaml, {}, { 'sub/x': '' });
    const { output, written } = capture({ json: true });
    printProblems([problem], loaded, { output, directory: `${loaded.directory}/sub` });
    expect(JSON.parse(written.out)).toEqual({
      version: 1,
      problems: [{ ...problem, file: '../linkwright.yaml', line: 5, column: 36 }],
    });
    expect(written.error).toBe('');
  });
});
