import { isLinkwrightError } from '@linkwright/core';
import { postgresAddress } from '@linkwright/engine';
import { pairName } from '../schedule/account-pairs.ts';
import type { Crew } from './crew.ts';
import { logRun } from './log-run.ts';
import { createPlaces, type Places } from './places.ts';
import type { Claim } from './scheduler.ts';
import type { ServedWorkspace } from './served-workspace.ts';
import type { ServiceContext } from './service-context.ts';
import type { ServiceOptions } from './service-options.ts';

/** A state that was lost or cannot be reached is tried again after so many milliseconds, one that cannot be read later. */
const unreachableMs = 2_000;
const unreadableMs = 60_000;

/** What crews hear of others who look after the same workspaces. */
export interface CrewsNews {
  readonly announced: (what: string, workspace: ServedWorkspace) => void;
  /** Anything may have been missed of them. */
  readonly joinedAgain: (workspaces: readonly ServedWorkspace[]) => void;
}

/** The crews of a service, one to each place where states lie, and the loops that take their jobs and run them. */
export class Crews {
  readonly #context: ServiceContext;
  readonly #options: Pick<ServiceOptions, 'scheduler' | 'join' | 'concurrency' | 'onRun'>;
  readonly #news: CrewsNews;
  /** By where the states lie; `files` for all that lie in files. */
  readonly #crews = new Map<string, Promise<Crew>>();
  readonly #places: Places;
  readonly #working: Promise<void>[] = [];

  constructor(
    context: ServiceContext,
    options: Pick<ServiceOptions, 'scheduler' | 'join' | 'concurrency' | 'onRun'>,
    news: CrewsNews,
  ) {
    this.#context = context;
    this.#options = options;
    this.#news = news;
    this.#places = createPlaces(options.concurrency);
  }

  /** Whoever looks after the same workspaces, and the loops that work for them. */
  crewFor({ shared }: ServedWorkspace, signal: AbortSignal): Promise<Crew> {
    const key = shared === null ? 'files' : postgresAddress(shared.place).connectionString;
    const known = this.#crews.get(key);
    if (known !== undefined) return known;
    const made = this.#makeCrew(shared).then((crew) => {
      for (let place = 0; place < this.#options.concurrency; place += 1) this.#working.push(this.#work(crew, signal));
      return crew;
    });
    this.#crews.set(key, made);
    // A server that cannot be reached is tried again.
    made.catch(() => this.#crews.delete(key));
    return made;
  }

  async #makeCrew(shared: ServedWorkspace['shared']): Promise<Crew> {
    const { scheduler, join } = this.#options;
    const workspaces = new Map<string, ServedWorkspace>();
    if (shared === null || join === undefined) {
      return { scheduler, workspaces, serve: async () => [], close: async () => undefined };
    }
    const joined = await join(shared, workspaces, {
      announced: (what, schema) => {
        const workspace = workspaces.get(schema);
        if (workspace !== undefined) this.#news.announced(what, workspace);
      },
      joinedAgain: () => this.#news.joinedAgain([...workspaces.values()]),
    });
    return { ...joined, workspaces };
  }

  /** Ends once the runs under way have: whoever made them has aborted their signal. */
  async close(): Promise<void> {
    await Promise.all(this.#working);
    await this.#options.scheduler.close();
    for (const crew of this.#crews.values()) await crew.then((one) => one.close()).catch(() => undefined);
  }

  async #work(crew: Crew, signal: AbortSignal): Promise<void> {
    for (;;) {
      const claim = await crew.scheduler.claim(signal);
      if (claim === null) return;
      await this.#places.take(() => this.#runClaim(crew, claim, signal));
    }
  }

  async #runClaim({ workspaces }: Crew, claim: Claim, signal: AbortSignal): Promise<void> {
    const { log, clock } = this.#context;
    const { pair } = claim.job;
    const workspace = workspaces.get(claim.job.workspace);
    // It was given up while its job waited for a place; others may look after it.
    if (workspace === undefined) return claim.finish(clock.now());
    const { name } = workspace;
    const due: { at?: number | null } = {};
    try {
      const run = await workspace.runPair(pair, AbortSignal.any([signal, claim.lost]), (at) => {
        due.at = at;
      });
      if (run !== null) {
        logRun(log, name, run);
        this.#options.onRun?.(name, run);
        workspace.feeds.ran();
        workspace.tellWebhooks(signal, { isDue: true });
        if (run.outcome === 'interrupted') return claim.finish(clock.now() + unreachableMs);
      }
    } catch (error) {
      if (isUnreachable(error))
        log.warn({ workspace: name, pair, reason: error.message }, 'the state cannot be reached');
      else log.error({ workspace: name, pair, error: String(error) }, 'a run ended with a fault of linkwright');
    }
    await claim.finish(due.at === undefined ? await this.#nextOf(workspace, pair) : due.at);
  }

  async #nextOf(workspace: ServedWorkspace, pair: string): Promise<number | null> {
    const { clock, log } = this.#context;
    const found = workspace.pairs.find((one) => pairName(one) === pair);
    if (found === undefined) return null;
    try {
      return await workspace.dueAt(found);
    } catch (error) {
      if (isUnreachable(error)) return clock.now() + unreachableMs;
      log.error({ workspace: workspace.name, error: String(error) }, 'the state cannot be read');
      return clock.now() + unreadableMs;
    }
  }
}

const isUnreachable = (error: unknown): error is Error & { readonly code: string } =>
  isLinkwrightError(error) && (error.code === 'state-unreachable' || error.code === 'state-busy');
