import type { Store } from '@linkwright/engine';
import type { Cycle, FaultKind } from '../story/story.ts';
import type { Scheduler } from './scheduler.ts';

/** A 429 storm lasts so many calls. */
const stormCalls = 5;

const never = <Result>(): Promise<Result> => new Promise<Result>(() => undefined);

/** One process that runs one cycle: counts its calls, lets them go wrong, and dies where the story says so. */
export class CycleRun {
  readonly #cycle: Cycle;
  readonly #scheduler: Scheduler;
  readonly #meddle: (at: number, moment: 'before' | 'after') => void;
  #calls = 0;
  #steps = 0;
  #dead = false;
  readonly #death = Promise.withResolvers<null>();
  /** Objects whose changes were listed: account and id. */
  readonly listed = new Set<string>();
  #reads = 0;
  #writes = 0;
  readonly #arrivals: () => number;
  #stored: number;

  constructor(
    cycle: Cycle,
    scheduler: Scheduler,
    meddle: (at: number, moment: 'before' | 'after') => void,
    arrivals: () => number,
  ) {
    this.#cycle = cycle;
    this.#scheduler = scheduler;
    this.#meddle = meddle;
    this.#arrivals = arrivals;
    this.#stored = arrivals();
  }

  get hasDied(): boolean {
    return this.#dead;
  }

  /** Places where it could die: before and after the effect of each call and each transaction. */
  get steps(): number {
    return this.#steps;
  }

  get reads(): number {
    return this.#reads;
  }

  get writes(): number {
    return this.#writes;
  }

  /** So many answers had arrived when the last transaction began that took place: it can hold nothing of a later one. */
  get stored(): number {
    return this.#stored;
  }

  /** A call: the request travels, it is carried out, the answer travels. Others overtake it on both ways. */
  async call<Result>(
    kind: 'read' | 'write',
    perform: (fault: FaultKind | null) => Promise<Result>,
    arrive: () => void = () => undefined,
  ): Promise<Result> {
    if (this.#dead) return never();
    this.#calls += 1;
    const at = this.#calls;
    if (kind === 'read') this.#reads += 1;
    else this.#writes += 1;
    await this.#scheduler.turn();
    await this.#step();
    this.#meddle(at, 'before');
    const result = await perform(this.#faultAt(at));
    this.#meddle(at, 'after');
    await this.#step();
    await this.#scheduler.turn();
    arrive();
    return result;
  }

  /** The store as this process has it: its transactions are steps too, and end with it. */
  storeOf(store: Store): Store {
    return {
      ...store,
      transaction: async (work, options) => {
        await this.#step();
        const begunAfter = this.#arrivals();
        const result = await store.transaction(work, options);
        this.#stored = Math.max(this.#stored, begunAfter);
        await this.#step();
        return result;
      },
      // A file is left by whoever dies in the middle of a preview; here the connection has to be given back by hand.
      preview: async (work) => {
        const result = await store.preview((inner) => Promise.race([work(inner), this.#death.promise]));
        return this.#dead || result === null ? never() : result;
      },
    };
  }

  #step(): Promise<void> {
    this.#steps += 1;
    if (this.#steps === this.#cycle.crashAt) {
      this.#dead = true;
      this.#death.resolve(null);
    }
    return this.#dead ? never() : Promise.resolve();
  }

  #faultAt(at: number): FaultKind | null {
    const fault = this.#cycle.faults.find((one) => one.at === at || (one.kind === 'busy' && isWithin(one.at, at)));
    return fault?.kind ?? null;
  }
}

const isWithin = (from: number, at: number): boolean => at >= from && at < from + stormCalls;
