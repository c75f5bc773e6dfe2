import { AsyncLocalStorage } from 'node:async_hooks';
import { ConformanceFailure } from './expectations.ts';

/** What a connector does in one trial that no connector may do, whichever promise the trial is about. */
export interface TrialWatch {
  /** In words for its author, in order. */
  readonly offences: string[];
  /** What it printed, on either stream. */
  readonly printed: string[];
  /** Runs code of the connector, so that what it does to the process is known to be its doing. */
  run<Result>(member: string, work: () => Result): Result;
  /** Writes the offence down, so that it is told even where the trial expects a failure. */
  offend(offence: string): ConformanceFailure;
}

interface Running {
  readonly member: string;
  readonly watch: TrialWatch;
}

const running = new AsyncLocalStorage<Running>();

export function createTrialWatch(): TrialWatch {
  const watch: TrialWatch = {
    offences: [],
    printed: [],
    run: (member, work) => running.run({ member, watch }, work),
    offend(offence) {
      watch.offences.push(offence);
      return new ConformanceFailure(offence);
    },
  };
  return watch;
}

let trials = 0;
let restore: () => void = () => undefined;

/** Until the returned function is called. Trials may run side by side: what others do to the process is left alone. */
export function watchProcess(): () => void {
  trials += 1;
  if (trials === 1) restore = takeOver();
  let over = false;
  return () => {
    if (over) return;
    over = true;
    trials -= 1;
    if (trials === 0) restore();
  };
}

type Listener = (by: Running, text: string) => void;

/** Test runners bring a console that does not write to the process's own streams, so both are watched. */
function takeOver(): () => void {
  const onStdout: Listener = ({ member, watch }, text) => {
    watch.printed.push(text);
    watch.offend(
      `${member} printed on stdout, where the result of a command stands: ${shortened(text)}. Use context.logger.`,
    );
  };
  const onStderr: Listener = ({ watch }, text) => void watch.printed.push(text);
  const undo = [
    ...(['log', 'info', 'debug', 'dir', 'table'] as const).map((name) => intercept(console, name, onStdout)),
    ...(['warn', 'error', 'trace'] as const).map((name) => intercept(console, name, onStderr)),
    intercept(process.stdout, 'write', onStdout),
    intercept(process.stderr, 'write', onStderr),
    intercept(process, 'exit', ({ member, watch }) => {
      throw watch.offend(
        `${member} called process.exit. Throw an error of @linkwright/core: the host decides what ends.`,
      );
    }),
  ];
  return () => {
    for (const one of undo) one();
  };
}

/** Calls that the connector makes go to the listener, all others where they went before. */
function intercept(target: object, name: string, listener: Listener): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = Reflect.get(target, name);
  const value = (...values: readonly unknown[]): unknown => {
    const by = running.getStore();
    if (by === undefined) return typeof original === 'function' ? Reflect.apply(original, target, values) : undefined;
    listener(by, values.map(textOf).join(' '));
    return true;
  };
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}

const textOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value);

const shortened = (text: string): string => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
