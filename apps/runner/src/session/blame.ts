import { type AppConnection, isErrorOfKind } from '@linkwright/core';

/** Which connection an app's refusal of its credentials came from. */
const blamed = new WeakMap<object, string>();

/** The name of the connection whose credentials this error, or what it was caused by, refuses. `null`: it is none of these. */
export function connectionRefused(error: unknown): string | null {
  for (let one = error; one instanceof Error; one = one.cause) {
    const connection = blamed.get(one);
    if (connection !== undefined) return connection;
  }
  return null;
}

/** The same app, whose refusals of its credentials are known by the connection's name wherever they are thrown on. */
export function blaming(app: AppConnection, connection: string): AppConnection {
  const note = (error: unknown): void => {
    // The first one: calls to the other app that are given up because of it end with the same error.
    if (isErrorOfKind(error, 'authentication') && !blamed.has(error)) blamed.set(error, connection);
  };
  return new Proxy(app, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...given: readonly unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, given);
        if (answer instanceof Promise) return noted(answer, note);
        return isStream(answer) ? notedPages(answer, note) : answer;
      };
    },
  });
}

type Note = (error: unknown) => void;

async function noted(answer: Promise<unknown>, note: Note): Promise<unknown> {
  try {
    const outcomes = await answer;
    // A write that has left in part tells its refusal as the outcome of the rest.
    if (Array.isArray(outcomes)) for (const outcome of outcomes) note(errorIn(outcome));
    return outcomes;
  } catch (error) {
    note(error);
    throw error;
  }
}

async function* notedPages(pages: AsyncIterable<unknown>, note: Note): AsyncIterable<unknown> {
  try {
    yield* pages;
  } catch (error) {
    note(error);
    throw error;
  }
}

const errorIn = (outcome: unknown): unknown =>
  typeof outcome === 'object' && outcome !== null && 'error' in outcome ? outcome.error : null;

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
