import { Readable, Writable } from 'node:stream';
import xterm from '@xterm/headless';
import { onTestFinished } from 'vitest';
import { run } from '../../../src/command/run.ts';

const keys = {
  up: '\u001B[A',
  down: '\u001B[B',
  enter: '\r',
  space: ' ',
  ctrlC: '\u0003',
  escape: '\u001B',
  erase: '\u0015',
};

export type Key = keyof typeof keys;

/** The command on a terminal of its own, which a test reads and types on as a person would. */
export interface Wizard {
  /** Waits until this question is open, and gives what the screen shows of it. */
  question(text: string): Promise<string>;
  press(...pressed: readonly Key[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Moves to the choice that begins with this label. */
  moveTo(label: string): Promise<void>;
  /** Everything on the screen and above it. */
  screen(): string;
  /** What the terminal had to carry over to a line of its own, within a word perhaps: the rests of lines that are too long. */
  brokenLines(): readonly string[];
  /** Resolves when the command has ended. */
  readonly ended: Promise<number>;
}

export interface WizardOptions {
  readonly directory: string;
  /** Default `setup`. */
  readonly command?: string;
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const columns = 100;

export function startWizard({ directory, command = 'setup', words = [], environment = {} }: WizardOptions): Wizard {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows: 60,
    scrollback: 10_000,
    allowProposedApi: true,
    convertEol: true,
  });
  const input = Object.assign(new Readable({ read: () => undefined }), { isTTY: true, setRawMode: () => input });
  let waiting: (() => void)[] = [];
  let result: number | null = null;
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  const output = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        terminal.write(chunk, () => {
          done();
          // A frame comes in several parts, between which a slow terminal lets others have their turn.
          if (this.writableLength === 0) wake();
        });
      },
    }),
    { isTTY: true, columns, rows: 60 },
  );
  const abort = new AbortController();
  const ended = run({
    arguments: [command, ...words],
    environment: { TERM: 'xterm-256color', ...environment },
    directory,
    stdout: output,
    stderr: output,
    terminal: { input, output },
    signal: abort.signal,
    now: Date.now,
  }).then(async (code) => {
    // What was said last is on the screen only after this.
    await new Promise<void>((resolve) => output.write(Buffer.alloc(0), () => resolve()));
    result = code;
    wake();
    return code;
  });
  onTestFinished(async () => {
    abort.abort();
    await ended;
    terminal.dispose();
  });

  const screen = (): string => {
    const buffer = terminal.buffer.active;
    const lines = Array.from(
      { length: buffer.length },
      (_, index) => buffer.getLine(index)?.translateToString(true) ?? '',
    );
    return lines.join('\n').trimEnd();
  };
  /** Of the question that is open: from its mark to the end. `''`: none is. */
  const open = (): string => {
    const text = screen();
    const frame = text.slice(Math.max(text.lastIndexOf('\n◆'), text.lastIndexOf('\n▲')) + 1);
    return /^[◆▲]/.test(frame) && /\n└.*$/.test(frame) && !/^[◇●■]/m.test(frame) ? frame : '';
  };
  const until = async (holds: () => boolean, what: string): Promise<void> => {
    while (!holds()) {
      if (result !== null) throw new Error(`The command has ended with ${result} before ${what}:\n${screen()}`);
      await change();
    }
  };
  const send = async (text: string): Promise<void> => {
    const changed = change();
    input.push(text);
    await changed;
  };
  return {
    async question(text) {
      await until(() => open().includes(text), `it asked "${text}"`);
      return open();
    },
    async press(...pressed) {
      for (const key of pressed) await send(keys[key]);
    },
    type: send,
    async moveTo(label) {
      const isThere = (): boolean =>
        open()
          .split('\n')
          // Of boxes, the one that is looked at is told by its hint.
          .some((line) => (/^│ +● (.*)$/.exec(line) ?? /^│ +[◻◼] (.*\))$/.exec(line))?.[1]?.startsWith(label));
      for (let moves = 0; !isThere(); moves += 1) {
        if (moves > 60) throw new Error(`There is no choice "${label}":\n${screen()}`);
        await send(keys.down);
      }
    },
    screen,
    brokenLines: () =>
      Array.from({ length: terminal.buffer.active.length }, (_, index) => terminal.buffer.active.getLine(index))
        .filter((line) => line?.isWrapped === true)
        .map((line) => line?.translateToString(true) ?? ''),
    ended,
  };
}
