import { styleText } from 'node:util';
import { documentVersion } from '../operations/documents/document-version.ts';
import type { OutputStream } from './output-stream.ts';
import type { Pager } from './pager.ts';
import type { Redactor } from './redactor.ts';
import { truncate } from './render-table.ts';
import { safeForTerminal, safeJson } from './visible.ts';

export interface OutputOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
  readonly json: boolean;
  readonly quiet: boolean;
  /** `false`: `--no-color` was given. */
  readonly color: boolean;
  /** For what is longer than a screen. Absent: nobody is there to turn pages. */
  readonly openPager?: () => Promise<Pager | null>;
  /** Milliseconds, for the pace of progress. */
  readonly now: () => number;
}

type Style = Parameters<typeof styleText>[0];

/** Where everything goes that a command says. Secrets and control characters never get through. */
export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly redactor: Redactor;
  /** For a log that goes on and on. What is written there is redacted by its writer. */
  readonly stderr: OutputStream;
  /** How wide the terminal is that `print` writes to. `null`: it is no terminal, and lines are as long as they are. */
  readonly columns: number | null;
  /** The command's result for people, on stdout. Silent with `--json`. */
  print(text: string): void;
  /** What is good to know besides, on stderr. Silent with `--quiet`. */
  note(text: string): void;
  /** What went wrong, on stderr. */
  error(text: string): void;
  /** The command's result for machines: with `--json`, on stdout, as one document with `"version": 1`. */
  document(content: object): void;
  /** The same for one that may be longer than memory: every iterable in it becomes a list, item by item. */
  streamDocument(content: object): Promise<void>;
  /** What `print` writes meanwhile is shown page by page, on a terminal. */
  paged(work: () => Promise<void>): Promise<void>;
  /** Between many lines: waits until the reader takes more. */
  drained(): Promise<void>;
  /** What `jsonLine` would write, for a file: a line of JSON without secrets, its line end included. */
  toJsonLine(content: object): string;
  /** A line of JSON as it is, on stdout. */
  jsonLine(content: object): void;
  /** Coloured for stdout, where that is wanted. */
  style(style: Style, text: string): string;
  styleError(style: Style, text: string): string;
  /** A single line that is written over, on a terminal; silent otherwise. `null` ends it. */
  progress(text: string | null): void;
}

/** Milliseconds between two updates: faster than the eye reads, slower than a terminal minds. */
const progressInterval = 80;
const eraseLine = '\r\u001B[2K';

export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, environment, redactor, json, quiet, now } = options;
  const wantsColour = options.color && !environment.NO_COLOR && environment.TERM !== 'dumb';
  const colourOut = wantsColour && stdout.isTTY === true;
  const colourError = wantsColour && stderr.isTTY === true;
  const showsProgress = stderr.isTTY === true && environment.TERM !== 'dumb' && !quiet && !json;
  let pager: Pager | null = null;
  let progressShown = false;
  let progressAt = Number.NEGATIVE_INFINITY;

  const clearProgress = (): void => {
    if (progressShown) stderr.write(eraseLine);
    progressShown = false;
  };
  const write = (stream: OutputStream, text: string, colour: boolean): void => {
    clearProgress();
    stream.write(`${safeForTerminal(redactor.redact(text), colour)}\n`);
  };
  const toJson = (content: unknown): string => safeJson(JSON.stringify(redactTexts(content, redactor)));
  const writeJson = (content: object): void => {
    clearProgress();
    stdout.write(`${toJson(content)}\n`);
  };
  const drained = async (): Promise<void> => (pager ?? stdout).drained?.();
  // The streams are asked above: `styleText` would ask the process's own.
  const styled = (style: Style, text: string, colour: boolean): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  return {
    json,
    quiet,
    redactor,
    stderr,
    print: (text) => {
      if (!json) write(pager ?? stdout, text, colourOut);
    },
    // A terminal that nobody has told its width says 0.
    columns: stdout.isTTY === true ? stdout.columns || 80 : null,
    streamDocument: async (content) => {
      if (!json) return;
      clearProgress();
      for (const part of jsonParts({ version: documentVersion, ...content }, toJson)) {
        stdout.write(part);
        await drained();
      }
      stdout.write('\n');
    },
    paged: async (work) => {
      pager = stdout.isTTY === true && !json ? ((await options.openPager?.()) ?? null) : null;
      try {
        await work();
      } finally {
        await pager?.end();
        pager = null;
      }
    },
    drained,
    toJsonLine: (content) => `${toJson(content)}\n`,
    note: (text) => {
      if (!quiet) write(stderr, text, colourError);
    },
    error: (text) => write(stderr, text, colourError),
    document: (content) => {
      if (json) writeJson({ version: documentVersion, ...content });
    },
    jsonLine: writeJson,
    style: (style, text) => styled(style, text, colourOut),
    styleError: (style, text) => styled(style, text, colourError),
    progress: (text) => {
      if (text === null) {
        clearProgress();
        progressAt = Number.NEGATIVE_INFINITY;
        return;
      }
      if (!showsProgress || now() - progressAt < progressInterval) return;
      progressAt = now();
      progressShown = true;
      const line = safeForTerminal(redactor.redact(text), false).replaceAll('\n', ' ');
      // One place less than there is: some terminals wrap when the last one is taken.
      stderr.write(`${eraseLine}${truncate(line, (stderr.columns || 80) - 1)}`);
    },
  };
}

/** The text of a document in pieces: a list that is no array is written item by item, everything else as a whole. */
function* jsonParts(value: unknown, toJson: (value: unknown) => string): Generator<string> {
  if (Array.isArray(value) || isStream(value)) {
    let sign = '[';
    for (const item of value) {
      yield sign;
      yield* jsonParts(item, toJson);
      sign = ',';
    }
    yield sign === '[' ? '[]' : ']';
  } else if (typeof value === 'object' && value !== null && Object.values(value).some(holdsStream)) {
    let sign = '{';
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      yield `${sign}${toJson(key)}:`;
      yield* jsonParts(item, toJson);
      sign = ',';
    }
    yield '}';
  } else yield toJson(value ?? null);
}

const isStream = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

const holdsStream = (value: unknown): boolean =>
  isStream(value) || (typeof value === 'object' && value !== null && Object.values(value).some(holdsStream));

/** Texts are redacted before JSON escapes them. */
function redactTexts(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map((item) => redactTexts(item, redactor));
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value) return redactTexts(JSON.parse(JSON.stringify(value)), redactor);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [redactor.redact(key), redactTexts(item, redactor)]),
  );
}
