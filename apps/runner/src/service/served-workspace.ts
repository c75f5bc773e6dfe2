import { lockState, type StateLock, type Store } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import type { StatePlace } from '../configuration/state-place.ts';
import { createRedactor } from '../output/redactor.ts';
import { type AccountPair, accountPairs } from '../schedule/account-pairs.ts';
import { changeSchedule, type Pace, readSchedule, type ScheduleBook, withoutRests } from '../schedule/schedule-book.ts';
import { ownStateFolder } from '../session/own-state-folder.ts';
import type { Work } from '../session/work.ts';
import { type Chores, createChores } from './chores.ts';
import type { FoundWorkspace } from './find-workspaces.ts';
import { createOpenStates } from './open-states.ts';
import type { PairRun } from './pair-run.ts';
import { servedWork } from './served-work.ts';
import type { ServiceContext } from './service-context.ts';
import { StateWatch } from './state-watch.ts';
import { type Times, timesIn, timesOf } from './times-in.ts';
import { WatchedFile } from './watched-file.ts';
import { duesOf } from './workspace-dues.ts';
import { WorkspaceFeeds } from './workspace-feeds.ts';
import { WorkspaceRuns } from './workspace-runs.ts';

/** One workspace that a service looks after: its file, what is known of its syncs, and their runs. */
export class ServedWorkspace {
  readonly name: string;
  readonly file: string;
  readonly #context: ServiceContext;
  readonly #redactor = createRedactor();
  readonly #watched: WatchedFile;
  /** What its apps tell by themselves. */
  readonly feeds: WorkspaceFeeds;
  readonly #state = new StateWatch();
  #loaded: LoadedConfiguration;
  #lock: StateLock | null = null;
  /** While nobody looked after it a key may have been exchanged: what was refused before is tried once. */
  readonly #openedAt: number;
  readonly #pace: Pace;
  /** As the state had it when it was read last. `null`: nobody has looked. */
  #knownPace: Pace | null = null;
  readonly #chores: Chores;
  readonly #runs: WorkspaceRuns;
  readonly #states = createOpenStates();

  private constructor(
    context: ServiceContext,
    { name, file }: FoundWorkspace,
    loaded: LoadedConfiguration,
    watched: WatchedFile,
    pace: Pace,
  ) {
    this.#context = context;
    this.#pace = pace;
    this.name = name;
    this.file = file;
    this.#loaded = loaded;
    this.#watched = watched;
    this.feeds = new WorkspaceFeeds(context, {
      name,
      work: (signal) => this.work(signal),
      inState: (use) => this.#inState(use),
      isShared: () => this.shared !== null,
      syncs: () => this.pairs.flatMap(({ syncs }) => syncs.map((sync) => sync.name)),
    });
    this.#openedAt = context.clock.now();
    this.#runs = new WorkspaceRuns(context, {
      name,
      pace,
      openedAt: this.#openedAt,
      states: this.#states,
      loaded: () => this.#loaded,
      pairs: () => this.pairs,
      work: (signal) => this.work(signal),
      duesOf: (pairs, times) => this.#duesOf(pairs, times),
      change: (change) => this.change(change),
      wasQuiet: (before, after) => this.#state.announcedOne(before, after),
    });
    this.#redactor.add(loaded.secrets);
    this.#chores = createChores(name, context);
  }

  /** Throws a `ProblemsError` where its file is not right, and a `ConfigurationError` (`state-served`) where another service has it. */
  static async open(context: ServiceContext, found: FoundWorkspace, pace: Pace = 'clock'): Promise<ServedWorkspace> {
    const { watched, loaded } = await WatchedFile.open(found.file, context.environment);
    if (loaded.problems.length > 0) throw new ProblemsError(loaded.problems, loaded);
    const workspace = new ServedWorkspace(context, found, loaded, watched, pace);
    const { place, schema, folder } = loaded.state;
    if (folder !== null) await ownStateFolder(folder);
    if (workspace.shared === null) workspace.#lock = await lockState(place, { schema, purpose: 'service' });
    return workspace;
  }

  /**
   * Where its state lies on a PostgreSQL database, which other processes may look after as well. `null`: in a file, or nobody else
   * may look after it while it is run only when somebody asks.
   */
  get shared(): Pick<StatePlace, 'place' | 'schema' | 'leaseMs'> | null {
    return this.#loaded.state.folder === null && this.#pace === 'clock' ? this.#loaded.state : null;
  }

  /** Whoever asks how it stands is told what makes its syncs run. */
  async notePace(): Promise<void> {
    const pace = this.#pace;
    if (this.#knownPace === null || this.#knownPace === pace) return;
    await this.change((book) => ({ ...book, pace }));
    this.#knownPace = pace;
  }

  get pairs(): readonly AccountPair[] {
    return accountPairs(this.#loaded.configuration);
  }

  /** Its file was changed and is not right; the one before goes on. */
  get isFileRejected(): boolean {
    return this.#watched.isRejected;
  }

  /** Work on the file as it is taken over, watched by nobody but the log. */
  work(signal: AbortSignal): Work {
    return this.#workOn(this.#loaded, signal);
  }

  book(): Promise<ScheduleBook> {
    return this.#inState(readSchedule);
  }

  change(change: (book: ScheduleBook) => ScheduleBook): Promise<void> {
    return this.#inState((store) => changeSchedule(store, change));
  }

  /** When the first sync of a pair is due. `null`: all rest, or an app refuses their credentials. */
  async dueAt(pair: AccountPair): Promise<number | null> {
    const [due = null] = await this.#inState(async (store) => this.#duesOf([pair], await timesIn(store)));
    return due;
  }

  /** The same of all pairs, in their order. `read`: a document of the state by its name. */
  duesBy(read: (name: string) => string | null): readonly (number | null)[] {
    return this.#duesOf(this.pairs, timesOf(read));
  }

  async dues(): Promise<readonly (number | null)[]> {
    return this.#inState(async (store) => this.#duesOf(this.pairs, await timesIn(store)));
  }

  #duesOf(pairs: readonly AccountPair[], times: Times): readonly (number | null)[] {
    this.#knownPace = times.book.pace;
    return duesOf(pairs, times, { pace: this.#pace, openedAt: this.#openedAt, now: this.#context.clock.now() });
  }

  /** Is there a feed to read by now, as far as is known without a look into the state? Whoever runs syncs when asked reads none. */
  get hasDueFeeds(): boolean {
    return this.#pace === 'clock' && this.feeds.isDue;
  }

  /**
   * Runs what is due of a pair, once nobody else is at work on the state. Never throws for what an app or the file does. `dueNext` is
   * told when it is due again, where that could be read while the state was open.
   */
  runPair(name: string, signal: AbortSignal, dueNext?: (at: number | null) => void): Promise<PairRun | null> {
    return this.#runs.run(name, signal, dueNext);
  }

  /** Has somebody changed the file, or the `.env` beside it? Takes it over if it is right; else the one before goes on. */
  async notice(signal: AbortSignal): Promise<'unchanged' | 'taken-over' | 'rejected'> {
    const { clock, log, events, environment } = this.#context;
    const noticed = await this.#watched.notice(this.work(signal), environment, (loaded) => {
      this.#redactor.add(loaded.secrets);
      return this.#workOn(loaded, signal);
    });
    await this.#runs.expire(clock.now());
    if (noticed.kind === 'unchanged') return 'unchanged';
    if (noticed.kind === 'rejected') {
      const { problems, isNew } = noticed;
      if (isNew) {
        log.error({ workspace: this.name, problems }, 'the changed file is not right; the one before goes on');
        await this.change((book) => ({ ...book, rejected: { at: clock.now(), problems: [...problems] } }));
        events.tell({ kind: 'configuration-changed', workspace: this.name, isTaken: false });
      }
      return 'rejected';
    }
    this.#loaded = noticed.loaded;
    await this.#runs.forget();
    await this.feeds.close();
    // The check has just opened every connection: whatever an app refused has been put right.
    await this.change((book) => ({ ...book, rejected: null, refusals: {}, runs: withoutRests(book.runs) }));
    log.info({ workspace: this.name }, 'the changed file is taken over');
    events.tell({ kind: 'configuration-changed', workspace: this.name, isTaken: true });
    return 'taken-over';
  }

  /** Has something been announced of the state since it was asked last, by this service or by a command? */
  async wasTouched(): Promise<boolean> {
    // On a server whoever changes something tells everybody, where anybody listens.
    if (this.shared !== null) return false;
    return this.#state.wasTouched(this.#loaded.state, (count) => this.#inState(count), this.#context.clock.now());
  }

  /** Keeps grants alive that nobody uses. */
  renewIdleGrants(signal: AbortSignal): Promise<void> {
    return this.#chores.renewIdleGrants(this.work(signal));
  }

  /** `isDue`: something has happened. */
  tellWebhooks(signal: AbortSignal, how: { readonly isDue: boolean }): void {
    this.#chores.tellWebhooks(this.work(signal), how);
  }

  async close(): Promise<void> {
    await this.feeds.close();
    await this.#chores.end();
    await this.#runs.forget();
    await this.#lock?.release();
    this.#lock = null;
  }

  #workOn(loaded: LoadedConfiguration, signal: AbortSignal): Work {
    return servedWork(this.#context, { name: this.name, redactor: this.#redactor, loaded, signal });
  }

  #inState<Result>(use: (store: Store) => Promise<Result>): Promise<Result> {
    return this.#states.look(this.#loaded.state, use);
  }
}
