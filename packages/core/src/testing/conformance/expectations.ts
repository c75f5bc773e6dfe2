import { inspect, isDeepStrictEqual } from 'node:util';
import {
  type ConnectorError,
  type ErrorKind,
  isErrorOfKind,
  isLinkwrightError,
} from '../../errors/linkwright-error.ts';

/** A broken promise, in words for the connector's author: what was expected, what came, what to do. */
export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure';
}

export function expectThat(condition: boolean, advice: string): asserts condition {
  if (!condition) throw new ConformanceFailure(advice);
}

export function expectSame(actual: unknown, expected: unknown, advice: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new ConformanceFailure(`${advice}\nexpected: ${show(expected)}\nactual:   ${show(actual)}`);
}

/** The same members, in any order. */
export function expectSameMembers(actual: readonly string[], expected: readonly string[], advice: string): void {
  expectSame([...actual].sort(), [...expected].sort(), advice);
}

/** What the work throws. */
export async function expectFailure(work: () => Promise<unknown>, advice: string): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await work();
  } catch (error) {
    return error;
  }
  throw new ConformanceFailure(`${advice}\nInstead of failing it answered ${show(answer)}.`);
}

export function expectKind<Kind extends ErrorKind>(
  error: unknown,
  kind: Kind,
  advice: string,
): Extract<ConnectorError, { kind: Kind }> {
  if (isErrorOfKind(error, kind)) return error;
  const came = isLinkwrightError(error) ? `a ${error.kind} error (${error.code})` : 'an error that is not of core';
  throw new ConformanceFailure(`${advice}\nexpected: a ${kind} error\nactual:   ${came}: ${show(error)}`);
}

export function show(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: 120, maxArrayLength: 20 });
}
