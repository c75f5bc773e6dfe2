import type { HintDelivery, HintRequest } from '@linkwright/core';
import { announce, type Store } from '@linkwright/engine';
import { type Hook, type Hooks, readHooks } from '../hints/hook-book.ts';
import type { Work } from '../session/work.ts';
import { FeedReader, type FeedStanding } from './feed-reader.ts';
import type { ServiceContext } from './service-context.ts';

/** Addresses that apps call are looked up so seldom, in milliseconds: whoever guesses costs no call of the state. */
const hooksKnownMs = 2_000;

/** The workspace that hints come for. */
export interface HintedWorkspace {
  readonly name: string;
  readonly work: (signal: AbortSignal) => Work;
  readonly inState: <Result>(use: (store: Store) => Promise<Result>) => Promise<Result>;
  /** May other processes look after it as well? */
  readonly isShared: () => boolean;
  /** Names of the syncs that are run. */
  readonly syncs: () => readonly string[];
}

/** What the apps of one workspace tell by themselves: feeds that are read, and requests of theirs. */
export class WorkspaceFeeds {
  readonly #context: ServiceContext;
  readonly #workspace: HintedWorkspace;
  readonly #reader: FeedReader;
  #hooks: { readonly at: number; readonly hooks: Hooks } | null = null;

  constructor(context: ServiceContext, workspace: HintedWorkspace) {
    this.#context = context;
    this.#workspace = workspace;
    this.#reader = new FeedReader(context.clock);
  }

  /** How the feeds of its connections stand. */
  get standing(): readonly FeedStanding[] {
    return this.#reader.standing;
  }

  /** Is there one to read by now, as far as is known without a look into the state? */
  get isDue(): boolean {
    return this.#reader.isDue;
  }

  get hasAny(): boolean {
    return this.#reader.hasFeeds;
  }

  /** Somebody else reads them: it is asked again after so long. */
  rest(ms: number): void {
    this.#reader.rest(ms);
  }

  /** A run has come to its end. */
  ran(): void {
    this.#reader.learned();
  }

  /** An app has said that there is something to read. */
  wake(): void {
    this.#reader.wakeAll();
  }

  /** Reads those that are due. Resolves to whether they hint at something. */
  async read(signal: AbortSignal): Promise<boolean> {
    const { name: workspace, work, inState, syncs } = this.#workspace;
    return inState((store) =>
      this.#reader.read(work(signal), store, syncs(), (connection, reason) => {
        const told = 'it gives no hints; what changes there is looked for';
        this.#context.log.warn({ workspace, connection, reason }, told);
      }),
    );
  }

  /** The address that an app calls, by the hash of its secret part. `null`: it is none of this workspace's. */
  async hook(hash: string): Promise<Hook | null> {
    const now = this.#context.clock.now();
    if (this.#hooks === null || now - this.#hooks.at > hooksKnownMs) {
      this.#hooks = { at: now, hooks: await this.#workspace.inState(readHooks) };
    }
    const { hooks } = this.#hooks;
    return Object.hasOwn(hooks, hash) ? (hooks[hash] ?? null) : null;
  }

  /** What a request of an app says. `null`: nothing is taken from it (any more). */
  receive(connection: string, request: HintRequest, signal: AbortSignal): Promise<HintDelivery | null> {
    const { inState, work } = this.#workspace;
    return inState((store) => this.#reader.receive(work(signal), store, connection, request));
  }

  /** Keeps what it hints at. Resolves to whether there is anything to look at. */
  async take(
    connection: string,
    delivery: Extract<HintDelivery, { kind: 'hints' | 'read-feed' }>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { inState, work, isShared } = this.#workspace;
    if (delivery.kind === 'hints') {
      return inState((store) => this.#reader.take(work(signal), store, connection, delivery.hints));
    }
    await inState((store) => this.#reader.wake(store, connection));
    // Another process may be the one that reads it.
    if (isShared()) await inState((store) => store.transaction((inside) => announce(inside, 'feed-called')));
    return false;
  }

  /** The file has changed, or the service ends. */
  close(): Promise<void> {
    return this.#reader.close();
  }
}
