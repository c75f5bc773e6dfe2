import type { Store } from '@linkwright/engine';
import { changedConnections } from '../configuration/changed-connections.ts';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { pendingDue, takePending } from '../hints/pending-hints.ts';
import { toldPairs } from '../hints/told-pairs.ts';
import { type AccountPair, pairName } from '../schedule/account-pairs.ts';
import { isRefused, knownSince } from '../schedule/known-since.ts';
import { type Pace, type ScheduleBook, without } from '../schedule/schedule-book.ts';
import { createSessionKeeper } from '../session/session-keeper.ts';
import { withoutConnections } from '../session/without-connections.ts';
import type { Work } from '../session/work.ts';
import type { OpenStates } from './open-states.ts';
import type { PairRun } from './pair-run.ts';
import { runDueOfPair } from './run-due-of-pair.ts';
import type { ServiceContext } from './service-context.ts';
import { type Times, timesIn } from './times-in.ts';

/** A run that finds somebody else at work on the state looks again after so many milliseconds. */
const awaitStateMs = 500;

/** The workspace whose syncs are run. */
export interface RunWorkspace {
  readonly name: string;
  readonly pace: Pace;
  /** Since when it is looked after here. */
  readonly openedAt: number;
  readonly states: OpenStates;
  readonly loaded: () => LoadedConfiguration;
  readonly pairs: () => readonly AccountPair[];
  readonly work: (signal: AbortSignal) => Work;
  readonly duesOf: (pairs: readonly AccountPair[], times: Times) => readonly (number | null)[];
  readonly change: (change: (book: ScheduleBook) => ScheduleBook) => Promise<void>;
  /** A turn in which nothing had changed has ended: how often something was announced of the state, before it and after it. */
  readonly wasQuiet: (before: number, after: number) => void;
}

/** The runs of one workspace, and what one keeps for the next. */
export class WorkspaceRuns {
  readonly #context: ServiceContext;
  readonly #workspace: RunWorkspace;
  readonly #keeper = createSessionKeeper();

  constructor(context: ServiceContext, workspace: RunWorkspace) {
    this.#context = context;
    this.#workspace = workspace;
  }

  /** Runs what is due of a pair: see `ServedWorkspace`. */
  async run(
    name: string,
    signal: AbortSignal,
    dueNext: (at: number | null) => void = () => undefined,
  ): Promise<PairRun | null> {
    const { loaded, pairs, duesOf, states, change, wasQuiet } = this.#workspace;
    const before = loaded();
    // A file that is open stays as it is while a run looks into it again and again: whoever closes one last tidies it up.
    const isFile = before.state.folder !== null;
    const run = await (isFile
      ? this.#inState(async (store) => {
          const known = await timesIn(store);
          const ran = await this.#runOn(name, signal, known, store);
          // Of a run that failed it is not known yet: a key that was refused may have been exchanged meanwhile.
          const found = ran?.outcome === 'failed' ? undefined : pairs().find((one) => pairName(one) === name);
          if (found === undefined) return ran;
          const times = await timesIn(store);
          dueNext(duesOf([found], times)[0] ?? null);
          if (ran?.isQuiet === true) wasQuiet(known.announced, times.announced);
          return ran;
        })
      : this.#runOn(name, signal, await this.#inState(timesIn), null));
    if (run !== null) await states.hold(run.isQuiet === true);
    // A key that was refused while another one took its place says nothing of that one.
    const changed = run?.outcome === 'failed' ? changedConnections(before, loaded()) : [];
    if (changed.length > 0) await change((book) => ({ ...book, refusals: changed.reduce(without, book.refusals) }));
    return run;
  }

  /** What the last run has kept is given up where it is too old to be believed. */
  async expire(now: number): Promise<void> {
    if (await this.#keeper.expire(now)) await this.#workspace.states.hold(false);
  }

  /** What the last run has kept is worth nothing any more. */
  async forget(): Promise<void> {
    await this.#keeper.drop();
    await this.#workspace.states.hold(false);
  }

  async #runOn(
    name: string,
    signal: AbortSignal,
    { book: known, feeds, pending }: Times,
    store: Store | null,
  ): Promise<PairRun | null> {
    const { name: workspace, pace, openedAt, loaded, pairs, work } = this.#workspace;
    const { clock, log } = this.#context;
    const found = pairs().find((one) => pairName(one) === name);
    if (found === undefined) return null;
    const book = await this.#forgetStale(known);
    const [pair = found] = toldPairs([found], feeds, clock.now());
    if (isRefused(pair, book, openedAt)) return null;
    let isTold = false;
    const ofRun: Work = {
      ...work(signal),
      // A connection whose credentials are refused keeps those of the others from nothing.
      loaded: withoutConnections(loaded(), Object.keys(book.refusals)),
      awaitState: async () => {
        if (!isTold) log.info({ workspace, pair: name }, 'the run waits: another one holds the state');
        isTold = true;
        await clock.wait(awaitStateMs, signal);
        return !signal.aborted;
      },
    };
    const connections = [pair.left, pair.right];
    const takeHints = async () =>
      pendingDue(pending, connections) === null
        ? { hints: [], gaps: [] }
        : this.#inState((state) => takePending(state, connections, clock.now()));
    const keeper = this.#keeper;
    return runDueOfPair(this.#context, { workspace, pair, book, pace, work: ofRun, keeper, store, takeHints });
  }

  /** What keys and the file were before they were looked after here is forgotten with the first run. */
  async #forgetStale(book: ScheduleBook): Promise<ScheduleBook> {
    const { openedAt, change } = this.#workspace;
    const fresh = knownSince(openedAt, book);
    if (fresh !== book) await change((known) => knownSince(openedAt, known));
    return fresh;
  }

  #inState<Result>(use: (store: Store) => Promise<Result>): Promise<Result> {
    return this.#workspace.states.look(this.#workspace.loaded().state, use);
  }
}
