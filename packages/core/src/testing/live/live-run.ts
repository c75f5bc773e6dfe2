import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../contract/connector.ts';
import { ConformanceFailure } from '../conformance/expectations.ts';

/** Everything that a live run makes in an account is named with it, so that what a killed run left behind is found. */
export const livePrefix = 'linkwright_test_';

/** Something that a live run is told by the environment. */
export interface LiveVariable {
  readonly name: string;
  readonly meaning: string;
  /** Absent: the run needs a value. */
  readonly default?: string;
}

export type LiveEnvironment = Readonly<Record<string, string | undefined>>;

/** How long an app may take to show a write in its changes and look-ups. */
const settleMs = 60_000;

/** What one run on a real account is given. */
export interface LiveRun {
  /** Of names that this run alone uses: the prefix of all live runs, and what tells this one. */
  readonly prefix: string;
  variable(name: string): string;
  readonly clock: Clock;
  /** Resolves when the next call of the account may be sent, of whomever: its calls are evenly spaced. */
  pace(): Promise<void>;
  /** Waits until a write is visible everywhere. */
  settle(): Promise<void>;
}

/**
 * So many times faster than the vendor: for a sandbox whose limits and lags are shrunk by the same factor. Pacing, pauses
 * and settling shrink with it.
 */
export const liveSpeedVariable = 'LINKWRIGHT_LIVE_SPEED';

export function missingVariables(
  variables: readonly LiveVariable[],
  environment: LiveEnvironment,
): readonly LiveVariable[] {
  return variables.filter((variable) => effectiveValue(variable, environment) === undefined);
}

export function startLiveRun(options: {
  readonly variables: readonly LiveVariable[];
  /** What the vendor's limit leaves to this run. */
  readonly callsPerSecond: number;
  readonly environment: LiveEnvironment;
}): LiveRun {
  const { variables, environment } = options;
  const missing = missingVariables(variables, environment).map(({ name }) => name);
  if (missing.length > 0) throw new ConformanceFailure(`A live run needs ${missing.join(', ')} in the environment.`);
  const speed = Number(environment[liveSpeedVariable] || '1');
  if (!(speed > 0)) throw new ConformanceFailure(`${liveSpeedVariable} is a number above 0, such as 1.`);
  const spacing = 1000 / options.callsPerSecond / speed;
  let due = 0;
  return {
    prefix: `${livePrefix}${Date.now().toString(36)}_`,
    variable(name) {
      const variable = variables.find((candidate) => candidate.name === name);
      const value = variable && effectiveValue(variable, environment);
      if (value === undefined) throw new ConformanceFailure(`${name} is not among the variables of this account.`);
      return value;
    },
    clock: {
      now: Date.now,
      sleep: (ms, signal) => sleep(ms / speed, signal),
    },
    async pace() {
      const now = Date.now();
      const start = Math.max(now, due);
      due = start + spacing;
      if (start > now) await wait(start - now);
    },
    settle: () => wait(settleMs / speed),
  };
}

function effectiveValue({ name, default: preset }: LiveVariable, environment: LiveEnvironment): string | undefined {
  const given = environment[name];
  return given === undefined || given === '' ? preset : given;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
