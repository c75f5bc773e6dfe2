import type { AppConnection } from '@linkwright/core';
import type { Store } from '../../src/index.ts';

/**
 * The process dies at its n-th step (a call to an app, a page, a transaction), before or after it is carried out. From
 * there on nothing goes through any more, not even what the engine would like to tidy up.
 */
export class Mortal {
  #steps = 0;
  #dead = false;
  readonly #at: number;
  readonly #moment: 'before' | 'after';

  constructor(at: number, moment: 'before' | 'after') {
    this.#at = at;
    this.#moment = moment;
  }

  async step<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#steps += 1;
    const isLast = this.#steps === this.#at;
    if (this.#dead || (isLast && this.#moment === 'before')) this.#die();
    const result = await work();
    if (this.#dead || isLast) this.#die();
    return result;
  }

  #die(): never {
    this.#dead = true;
    throw new Error('died');
  }
}

/** A step that runs while another one dies may still be carried out; its answer is lost as well. */
export function mortalApp(app: AppConnection, life: { current: Mortal }): AppConnection {
  const step = <Result>(work: () => Promise<Result>): Promise<Result> => life.current.step(work);
  async function* pages<Page>(source: AsyncIterable<Page>): AsyncIterable<Page> {
    const iterator = source[Symbol.asyncIterator]();
    for (;;) {
      const next = await step(() => iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  }
  return {
    ...app,
    readChanges: (request, options) => pages(app.readChanges(request, options)),
    listIds: (request, options) => pages(app.listIds(request, options)),
    readRecords: (request, options) => step(() => app.readRecords(request, options)),
    findByKey: (request, options) => step(() => app.findByKey(request, options)),
    readAssociations: (request, options) => step(() => app.readAssociations(request, options)),
    write: (request, options) => step(() => app.write(request, options)),
    writeAssociations: (request, options) => step(async () => (await app.writeAssociations?.(request, options)) ?? []),
  };
}

export const mortalStore = (store: Store, life: { current: Mortal }): Store => ({
  ...store,
  transaction: (work) => life.current.step(() => store.transaction(work)),
});
