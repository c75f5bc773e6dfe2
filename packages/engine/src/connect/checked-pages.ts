import { setImmediate as eventLoop } from 'node:timers/promises';
import type { CallOptions } from '@linkwright/core';
import type { CheckedCall } from './checked-call.ts';
import { brokenAnswer } from './connector-fault.ts';

/**
 * Pages of a connection, each parsed before anybody sees it. Between two of them the event loop is let in, so that people
 * and timers are heard however fast they come.
 */
export async function* checkedPages<Page>(
  call: CheckedCall,
  open: () => AsyncIterable<unknown>,
  parse: (page: unknown) => Page,
  { signal }: CallOptions,
): AsyncGenerator<Page> {
  const iterator = await call.run('page', () => iteratorOf(open()), signal);
  let ended = false;
  try {
    for (;;) {
      const step = await call.run('page', () => iterator.next(), signal);
      if (typeof step !== 'object' || step === null)
        throw brokenAnswer(new TypeError('next() answers no object'), call.work);
      if (step.done === true) {
        ended = true;
        return;
      }
      yield call.parse(() => parse(step.value));
      await eventLoop();
      signal.throwIfAborted();
    }
  } finally {
    // Nobody waits for the rest: a connector that hangs would hang here as well.
    if (!ended) quietly(() => iterator.return?.());
  }
}

async function iteratorOf(pages: AsyncIterable<unknown>): Promise<AsyncIterator<unknown>> {
  // An async function instead of an async generator: why it failed says more than that it is no iterable.
  if (pages instanceof Promise) await pages;
  const iterate: unknown = Reflect.get(Object(pages), Symbol.asyncIterator);
  if (typeof iterate !== 'function') throw new TypeError('the answer is no async iterable');
  return pages[Symbol.asyncIterator]();
}

function quietly(work: () => PromiseLike<unknown> | undefined): void {
  Promise.resolve()
    .then(work)
    .catch(() => undefined);
}
