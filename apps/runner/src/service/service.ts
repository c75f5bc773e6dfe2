import type { Hook } from '../hints/hook-book.ts';
import { pairName } from '../schedule/account-pairs.ts';
import { findWorkspaces } from './find-workspaces.ts';
import type { CalledConnection } from './hook-routes.ts';
import type { PairRun } from './pair-run.ts';
import type { Scheduler } from './scheduler.ts';
import { ServedWorkspace } from './served-workspace.ts';
import type { ServiceContext } from './service-context.ts';

export interface ServiceOptions {
  /** Files, and folders of workspaces; none: this folder. */
  readonly places: readonly string[];
  /** So many account pairs are worked on at once. */
  readonly concurrency: number;
  readonly scheduler: Scheduler;
  /** Told after each run. */
  readonly onRun?: (workspace: string, run: PairRun) => void;
}

/** How often changed files, new workspaces and requests are looked for, in milliseconds. */
const noticeEveryMs = 1_000;

/** Looks after workspaces: runs their syncs when they are due, and notices what changes. */
export class Service {
  readonly #context: ServiceContext;
  readonly #options: ServiceOptions;
  readonly #workspaces = new Map<string, ServedWorkspace>();
  /** What kept a workspace from being served, so that it is told once. */
  readonly #troubles = new Map<string, string>();

  constructor(context: ServiceContext, options: ServiceOptions) {
    this.#context = context;
    this.#options = options;
  }

  get workspaces(): ReadonlyMap<string, ServedWorkspace> {
    return this.#workspaces;
  }

  /** The connection that an app calls. `null`: nobody is meant. */
  async called(hash: string, signal: AbortSignal): Promise<CalledConnection | null> {
    for (const workspace of this.#workspaces.values()) {
      const hook: Hook | null = await workspace.hook(hash);
      if (hook === null) continue;
      return {
        workspace: workspace.name,
        hook,
        receive: (request) => workspace.receive(hook.connection, request, signal),
        take: async (delivery) => {
          if (await workspace.take(hook.connection, delivery, signal)) await this.#schedule(workspace);
        },
      };
    }
    return null;
  }

  /** Workspaces that are there and cannot be served, with the reason. */
  get troubles(): ReadonlyMap<string, string> {
    return this.#troubles;
  }

  /** Runs until the signal is aborted, and ends once what was sent is answered. Throws where a place is not there. */
  async run(signal: AbortSignal): Promise<void> {
    const { scheduler, concurrency } = this.#options;
    try {
      await this.#look(signal, { isFirst: true });
      const workers = Array.from({ length: concurrency }, () => this.#work(signal));
      await Promise.all([...workers, this.#keepLooking(signal), this.#keepReadingFeeds(signal)]);
    } finally {
      await scheduler.close();
      for (const workspace of this.#workspaces.values()) await workspace.close();
      this.#workspaces.clear();
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { scheduler, onRun } = this.#options;
    const { log } = this.#context;
    for (;;) {
      const claim = await scheduler.claim(signal);
      if (claim === null) return;
      const { workspace: name, pair } = claim.job;
      const workspace = this.#workspaces.get(name);
      try {
        const run = (await workspace?.runPair(pair, AbortSignal.any([signal, claim.lost]))) ?? null;
        if (run !== null) {
          this.#tell(name, run);
          onRun?.(name, run);
        }
      } catch (error) {
        log.error({ workspace: name, pair, error: String(error) }, 'a run ended with a fault of linkwright');
      }
      await claim.finish(await this.#nextOf(name, pair));
    }
  }

  async #nextOf(name: string, pair: string): Promise<number | null> {
    const workspace = this.#workspaces.get(name);
    const found = workspace?.pairs.find((one) => pairName(one) === pair);
    if (workspace === undefined || found === undefined) return null;
    try {
      return await workspace.dueAt(found);
    } catch (error) {
      this.#context.log.error({ workspace: name, error: String(error) }, 'the state cannot be read');
      return this.#context.clock.now() + 60_000;
    }
  }

  async #keepLooking(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    while (!signal.aborted) {
      await clock.wait(noticeEveryMs, signal);
      if (!signal.aborted) await this.#look(signal, { isFirst: false });
    }
  }

  /** What the apps say has changed is looked at before the next run is due. Beside the runs: an app may be slow to answer. */
  async #keepReadingFeeds(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#context;
    while (!signal.aborted) {
      await clock.wait(noticeEveryMs, signal);
      for (const workspace of [...this.#workspaces.values()]) {
        if (signal.aborted) return;
        try {
          if (await workspace.readFeeds(signal)) await this.#schedule(workspace);
        } catch (error) {
          if (!signal.aborted) log.warn({ workspace: workspace.name, error: String(error) }, 'feeds cannot be read');
        }
      }
    }
  }

  /** Notices new and removed workspaces, changed files, and what somebody has asked for. */
  async #look(signal: AbortSignal, { isFirst }: { readonly isFirst: boolean }): Promise<void> {
    const { directory, log } = this.#context;
    let found: Awaited<ReturnType<typeof findWorkspaces>>;
    try {
      found = await findWorkspaces(directory, this.#options.places);
    } catch (error) {
      if (isFirst) throw error;
      log.error({ error: String(error) }, 'workspaces cannot be listed');
      return;
    }
    for (const [name, workspace] of this.#workspaces) {
      if (found.some((one) => one.name === name && one.file === workspace.file)) continue;
      this.#workspaces.delete(name);
      await this.#options.scheduler.forget(name);
      await workspace.close();
      log.info({ workspace: name }, 'the workspace is gone');
      this.#context.events.tell({ kind: 'workspace-changed', workspace: name, served: false });
    }
    for (const one of found) {
      if (signal.aborted) return;
      const known = this.#workspaces.get(one.name);
      if (known === undefined) await this.#open(one);
      else await this.#lookAt(known, signal);
    }
  }

  /** A workspace whose state cannot be read keeps nobody from looking after the others. */
  async #lookAt(workspace: ServedWorkspace, signal: AbortSignal): Promise<void> {
    try {
      const noticed = await workspace.notice(signal);
      if (noticed === 'taken-over') await this.#reschedule(workspace);
      else if (await workspace.wasTouched()) {
        await this.#schedule(workspace);
        this.#context.events.tell({ kind: 'state-changed', workspace: workspace.name });
      }
      this.#troubles.delete(workspace.name);
    } catch (error) {
      this.#trouble(workspace, error);
    }
  }

  /** Told once in the log, and by `/healthz` as long as it lasts. */
  #trouble({ name, file }: { readonly name: string; readonly file: string }, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#troubles.get(name) !== reason) {
      this.#context.log.error({ workspace: name, file, reason }, 'the workspace cannot be served');
    }
    this.#troubles.set(name, reason);
  }

  async #open(found: { readonly name: string; readonly file: string }): Promise<void> {
    const { log, events } = this.#context;
    try {
      const workspace = await ServedWorkspace.open(this.#context, found);
      this.#workspaces.set(found.name, workspace);
      this.#troubles.delete(found.name);
      await this.#schedule(workspace);
      log.info({ workspace: found.name, pairs: workspace.pairs.map(pairName) }, 'the workspace is served');
      events.tell({ kind: 'workspace-changed', workspace: found.name, served: true });
    } catch (error) {
      this.#trouble(found, error);
    }
  }

  async #reschedule(workspace: ServedWorkspace): Promise<void> {
    await this.#options.scheduler.forget(workspace.name);
    await this.#schedule(workspace);
  }

  async #schedule(workspace: ServedWorkspace): Promise<void> {
    for (const pair of workspace.pairs) {
      await this.#options.scheduler.set(
        { workspace: workspace.name, pair: pairName(pair) },
        await workspace.dueAt(pair),
      );
    }
  }

  #tell(workspace: string, { pair, syncs, startedAt, endedAt, outcome, message, report }: PairRun): void {
    const written = (report?.syncs ?? []).reduce(
      (sum, { left, right }) =>
        [left, right].reduce(
          (all, side) => all + side.created + side.updated + side.archived + (side.merged ?? 0),
          sum,
        ),
      0,
    );
    const told = {
      workspace,
      pair,
      syncs,
      outcome,
      ms: endedAt - startedAt,
      written,
      ...(report && { run: report.run }),
    };
    const { log } = this.#context;
    if (outcome === 'failed' || outcome === 'stopped') log.error({ ...told, reason: message }, 'run');
    else log.info(told, 'run');
  }
}
