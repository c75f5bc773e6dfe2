import type { AppConnection } from '@linkwright/core';
import type { Store } from '../../src/index.ts';

/** The n-th step of a kind, from 1. */
export interface StepOfKind {
  readonly kind: string;
  readonly nth: number;
}

/**
 * The process dies at its n-th step (a call to an app, a page, a transaction), or at that of a kind, before or after it is carried
 * out. From there on nothing goes through any more, not even what the engine would like to tidy up. 0: it does not die.
 */
export class Mortal {
  /** How many steps of each kind there were. */
  readonly steps = new Map<string, number>();
  #count = 0;
  #dead = false;
  readonly #at: number | StepOfKind;
  readonly #moment: 'before' | 'after';

  constructor(at: number | StepOfKind, moment: 'before' | 'after') {
    this.#at = at;
    this.#moment = moment;
  }

  async step<Result>(kind: string, work: () => Promise<Result>): Promise<Result> {
    this.#count += 1;
    const nth = (this.steps.get(kind) ?? 0) + 1;
    this.steps.set(kind, nth);
    const isLast =
      typeof this.#at === 'number' ? this.#count === this.#at : kind === this.#at.kind && nth === this.#at.nth;
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
  const step = <Result>(kind: string, work: () => Promise<Result>): Promise<Result> => life.current.step(kind, work);
  async function* pages<Page>(kind: string, source: AsyncIterable<Page>): AsyncIterable<Page> {
    const iterator = source[Symbol.asyncIterator]();
    for (;;) {
      const next = await step(kind, () => iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  }
  return {
    ...app,
    readChanges: (request, options) => pages('readChanges', app.readChanges(request, options)),
    listIds: (request, options) => pages('listIds', app.listIds(request, options)),
    readRecords: (request, options) => step('readRecords', () => app.readRecords(request, options)),
    findByKey: (request, options) => step('findByKey', () => app.findByKey(request, options)),
    readAssociations: (request, options) => step('readAssociations', () => app.readAssociations(request, options)),
    write: (request, options) => step(`write ${request.changes[0]?.kind}`, () => app.write(request, options)),
    writeAssociations: (request, options) =>
      step('writeAssociations', async () => (await app.writeAssociations?.(request, options)) ?? []),
  };
}

export const mortalStore = (store: Store, life: { current: Mortal }): Store => ({
  ...store,
  transaction: (work) => life.current.step('transaction', () => store.transaction(work)),
});
