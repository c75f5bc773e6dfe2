import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrorOfKind, isLinkwrightError } from '@linkwright/core';
import { lockState, type StateLock, type Store } from '@linkwright/engine';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { check } from '../operations/check.ts';
import type { RunOutcome } from '../operations/run-syncs.ts';
import { runSyncs } from '../operations/run-syncs.ts';
import { createRedactor } from '../output/redactor.ts';
import { type AccountPair, accountPairs, pairName } from '../schedule/account-pairs.ts';
import { dueSyncs, nextDue, skippedTurns } from '../schedule/due-syncs.ts';
import { noteRun } from '../schedule/note-run.ts';
import { changeSchedule, readSchedule, type ScheduleBook } from '../schedule/schedule-book.ts';
import { connectionRefused } from '../session/blame.ts';
import { ownStateFolder } from '../session/own-state-folder.ts';
import { openStateStore } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';
import type { FoundWorkspace } from './find-workspaces.ts';
import type { ServiceContext } from './service-context.ts';

/** What came of a run of a pair, for the log and the metrics. */
export interface PairRun {
  readonly pair: string;
  readonly syncs: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: 'done' | 'attention' | 'stopped' | 'failed' | 'interrupted';
  /** Absent: the run did not come to its end. */
  readonly report?: RunOutcome['ran']['report'];
  readonly message: string | null;
}

/** After so many milliseconds a changed file that could not be judged, because an app was down, is judged again. */
const judgeAgainMs = 60_000;

/** A state on a server is looked into at every so many looks. */
const looksPerQuestion = 5;

/** One workspace that a service looks after: its file, what is known of its syncs, and their runs. */
export class ServedWorkspace {
  readonly name: string;
  readonly file: string;
  readonly #context: ServiceContext;
  readonly #redactor = createRedactor();
  #loaded: LoadedConfiguration;
  #stamp: string;
  #lock: StateLock | null = null;
  #judgedAt = 0;
  #rejectedStamp: string | null = null;
  #stateStamp = '';
  #looks = 0;

  private constructor(
    context: ServiceContext,
    { name, file }: FoundWorkspace,
    loaded: LoadedConfiguration,
    stamp: string,
  ) {
    this.#context = context;
    this.name = name;
    this.file = file;
    this.#loaded = loaded;
    this.#stamp = stamp;
    this.#redactor.add(loaded.secrets);
  }

  /** Throws a `ProblemsError` where its file is not right, and a `ConfigurationError` (`state-served`) where another service has it. */
  static async open(context: ServiceContext, found: FoundWorkspace): Promise<ServedWorkspace> {
    const stamp = await stampOf(found.file);
    const loaded = await loadConfiguration(found.file, context.environment);
    if (loaded.problems.length > 0) throw new ProblemsError(loaded.problems, loaded);
    const workspace = new ServedWorkspace(context, found, loaded, stamp);
    const { place, schema, folder } = loaded.state;
    if (folder !== null) await ownStateFolder(folder);
    workspace.#lock = await lockState(place, { schema, purpose: 'service' });
    return workspace;
  }

  get pairs(): readonly AccountPair[] {
    return accountPairs(this.#loaded.configuration);
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

  /** When the first sync of a pair is due. `null`: all are paused, or an app refuses their credentials. */
  async dueAt(pair: AccountPair): Promise<number | null> {
    const book = await this.book();
    return isRefused(pair, book) ? null : nextDue(pair.syncs, book);
  }

  /** Runs what is due of a pair. Never throws for what an app or the file does. */
  async runPair(name: string, signal: AbortSignal): Promise<PairRun | null> {
    const { clock } = this.#context;
    const pair = this.pairs.find((one) => pairName(one) === name);
    if (pair === undefined) return null;
    const startedAt = clock.now();
    const book = await this.book();
    if (isRefused(pair, book)) return null;
    const due = dueSyncs(pair.syncs, book, startedAt);
    if (due.length === 0) return null;
    const syncs = due.map((sync) => sync.name);
    const ended = await this.#run(syncs, signal);
    const endedAt = clock.now();
    for (const { name: sync, everyMs } of due) {
      const skipped = skippedTurns(startedAt, endedAt, everyMs);
      if (skipped > 0) {
        this.#context.log.warn(
          { workspace: this.name, sync, skipped },
          'the run took longer than the time between two; turns were left out',
        );
      }
    }
    if (ended.outcome === 'failed') {
      // Of one that came to its end the operation has kept how it ended.
      const failed = { syncs, startedAt, endedAt, ...ended, outcome: ended.outcome };
      await this.#inState((store) => noteRun(store, failed));
    }
    return {
      pair: name,
      syncs,
      startedAt,
      endedAt,
      outcome: ended.outcome,
      message: ended.message,
      ...(ended.report && { report: ended.report }),
    };
  }

  /** Has somebody changed the file, or the `.env` beside it? Takes it over if it is right; else the one before goes on. */
  async notice(signal: AbortSignal): Promise<'unchanged' | 'taken-over' | 'rejected'> {
    const { clock, log } = this.#context;
    const stamp = await stampOf(this.file);
    if (stamp === this.#stamp) return 'unchanged';
    if (stamp === this.#rejectedStamp && clock.now() - this.#judgedAt < judgeAgainMs) return 'unchanged';
    const isNew = stamp !== this.#rejectedStamp;
    this.#judgedAt = clock.now();
    const problems = await this.#judge(signal);
    if (problems.length > 0) {
      this.#rejectedStamp = stamp;
      if (isNew) {
        log.error({ workspace: this.name, problems }, 'the changed file is not right; the one before goes on');
        await this.change((book) => ({ ...book, rejected: { at: clock.now(), problems: [...problems] } }));
      }
      return 'rejected';
    }
    this.#stamp = stamp;
    this.#rejectedStamp = null;
    // Whatever an app refused may have been put right.
    await this.change((book) => ({ ...book, rejected: null, refusals: {} }));
    log.info({ workspace: this.name }, 'the changed file is taken over');
    return 'taken-over';
  }

  /** Has anybody written to the state since it was asked last: this service, or a command that pauses or asks for a sync? */
  async wasTouched(): Promise<boolean> {
    const { place, folder } = this.#loaded.state;
    // A server says nothing by itself; asking it costs a call.
    if (folder === null) return this.#looks++ % looksPerQuestion === 0;
    const stamp = `${await fileStamp(`${place}-wal`)} ${await fileStamp(place)}`;
    const isTouched = stamp !== this.#stateStamp;
    this.#stateStamp = stamp;
    return isTouched;
  }

  async close(): Promise<void> {
    await this.#lock?.release();
    this.#lock = null;
  }

  async #judge(signal: AbortSignal): Promise<readonly string[]> {
    try {
      const loaded = await loadConfiguration(this.file, this.#context.environment);
      this.#redactor.add(loaded.secrets);
      const { place, schema } = loaded.state;
      const before = this.#loaded.state;
      if (place !== before.place || schema !== before.schema) {
        return ['The state lies elsewhere in the changed file: restart the service for that.'];
      }
      await check(this.#workOn(loaded, signal));
      this.#loaded = loaded;
      return [];
    } catch (error) {
      return this.#problemsOf(error);
    }
  }

  async #run(
    syncs: readonly string[],
    signal: AbortSignal,
  ): Promise<Pick<PairRun, 'outcome' | 'message' | 'report'> & { readonly refusals: ScheduleBook['refusals'] }> {
    try {
      return await runSyncs(this.work(signal), { mode: 'sync', syncs }, async (outcome) => {
        const report = outcome?.ran.report;
        const problems = outcome?.problems ?? [];
        const message = problems.length === 0 ? null : problems.map((one) => `${one.message} ${one.remedy}`).join(' ');
        return { outcome: report?.status ?? 'done', message, refusals: {}, ...(report && { report }) };
      });
    } catch (error) {
      const message = this.#problemsOf(error).join(' ');
      if (signal.aborted) return { outcome: 'interrupted', message: null, refusals: {} };
      return { outcome: 'failed', message, refusals: this.#refusalsOf(error) };
    }
  }

  #problemsOf(error: unknown): readonly string[] {
    const tell = (text: string): string => this.#redactor.redact(text);
    if (error instanceof ProblemsError)
      return error.problems.map(({ message, remedy }) => tell(`${message} ${remedy}`));
    const remedy =
      isLinkwrightError(error) && 'remedy' in error && typeof error.remedy === 'string' ? ` ${error.remedy}` : '';
    return [tell(`${error instanceof Error ? error.message : String(error)}${remedy}`)];
  }

  /** Connections whose credentials their app has refused. */
  #refusalsOf(error: unknown): ScheduleBook['refusals'] {
    const at = this.#context.clock.now();
    if (isErrorOfKind(error, 'authentication')) {
      const connection = connectionRefused(error);
      const { code, message, remedy } = error;
      return connection === null ? {} : { [connection]: { at, code, message: this.#redactor.redact(message), remedy } };
    }
    if (!(error instanceof ProblemsError)) return {};
    return Object.fromEntries(
      error.problems.flatMap(({ path: [part, connection], code, message, remedy, passes }) =>
        part === 'connections' && typeof connection === 'string' && passes === undefined
          ? [[connection, { at, code, message: this.#redactor.redact(message), remedy }]]
          : [],
      ),
    );
  }

  #workOn(loaded: LoadedConfiguration, signal: AbortSignal): Work {
    const { clock, directory, log } = this.#context;
    return {
      loaded,
      directory,
      redact: (text) => this.#redactor.redact(text),
      now: () => clock.now(),
      signal,
      tell: (event) => {
        if (event.kind === 'note') log.info({ workspace: this.name }, this.#redactor.redact(event.text));
        else if (event.kind === 'trouble') log.warn({ workspace: this.name }, this.#redactor.redact(event.text));
      },
    };
  }

  async #inState<Result>(use: (store: Store) => Promise<Result>): Promise<Result> {
    const store = await openStateStore(this.#loaded.state, { reading: false });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }
}

const isRefused = ({ left, right }: AccountPair, { refusals }: ScheduleBook): boolean =>
  refusals[left] !== undefined || refusals[right] !== undefined;

/** Changes with the file and with the `.env` beside it. */
async function stampOf(file: string): Promise<string> {
  return `${await fileStamp(file)} ${await fileStamp(join(dirname(file), '.env'))}`;
}

async function fileStamp(path: string): Promise<string> {
  const about = await stat(path).catch(() => null);
  return about === null ? 'absent' : `${about.mtimeMs} ${about.size} ${about.ino}`;
}
