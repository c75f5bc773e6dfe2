import type { Hook } from '../hints/hook-book.ts';
import { pairName } from '../schedule/account-pairs.ts';
import { type Crew, keyOf } from './crew.ts';
import { Crews } from './crews.ts';
import { DueJobs } from './due-jobs.ts';
import { feedsToRead } from './feeds-to-read.ts';
import { findWorkspaces } from './find-workspaces.ts';
import type { CalledConnection } from './hook-routes.ts';
import { ServedWorkspace } from './served-workspace.ts';
import type { ServiceContext } from './service-context.ts';
import type { ServiceOptions } from './service-options.ts';
import { locked, notShared, sameState } from './unserved.ts';

/** How often changed files, new workspaces and requests are looked for, in milliseconds. */
const noticeEveryMs = 1_000;

/** With many workspaces their files are looked at less often: each of them takes so much of the time between two looks, in milliseconds. */
const lookPerWorkspaceMs = 20;

/** Looks after workspaces: runs their syncs when they are due, and notices what changes. */
export class Service {
  readonly #context: ServiceContext;
  readonly #options: ServiceOptions;
  readonly #workspaces = new Map<string, ServedWorkspace>();
  /** What kept a workspace from being served, so that it is told once. */
  readonly #troubles = new Map<string, string>();
  readonly #crews: Crews;
  readonly #crewOf = new Map<ServedWorkspace, Crew>();
  readonly #jobs: DueJobs;
  readonly #ready = Promise.withResolvers<void>();

  constructor(context: ServiceContext, options: ServiceOptions) {
    this.#context = context;
    this.#options = options;
    this.#jobs = new DueJobs(context, this.#crewOf, (workspace, error) => this.#trouble(workspace, error));
    this.#crews = new Crews(context, options, {
      announced: (what, workspace) => this.#announced(what, workspace),
      joinedAgain: (workspaces) => {
        for (const workspace of workspaces) this.#unserved.add(workspace);
      },
    });
  }

  get workspaces(): ReadonlyMap<string, ServedWorkspace> {
    return this.#workspaces;
  }

  /** Everything that is there when it begins is served from here on, or has its trouble told. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** The connection that an app calls. `null`: nobody is meant. */
  async called(hash: string, signal: AbortSignal): Promise<CalledConnection | null> {
    for (const workspace of this.#workspaces.values()) {
      const hook: Hook | null = await workspace.feeds.hook(hash);
      if (hook === null) continue;
      return {
        workspace: workspace.name,
        hook,
        receive: (request) => workspace.feeds.receive(hook.connection, request, signal),
        take: async (delivery) => {
          if (await workspace.feeds.take(hook.connection, delivery, signal)) await this.#jobs.set(workspace);
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
    try {
      await this.#look(signal, { isFirst: true });
      this.#ready.resolve();
      await Promise.all([
        this.#keepLooking(signal),
        this.#keepReadingFeeds(signal),
        this.#jobs.keepLookingForMissing(signal),
      ]);
    } finally {
      await this.#crews.close();
      for (const workspace of this.#workspaces.values()) await workspace.close();
      this.#workspaces.clear();
    }
  }

  /** Workspaces on a database that is to be told, or told again, that they are looked after here. */
  readonly #unserved = new Set<ServedWorkspace>();

  #announced(what: string, workspace: ServedWorkspace): void {
    if (what === 'feed-called') workspace.feeds.wake();
    if (what === 'schedule-changed') this.#jobs.add(workspace);
    if (what !== 'feed-called') this.#context.events.tell({ kind: 'state-changed', workspace: workspace.name });
  }

  async #keepLooking(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    let rounds = 0;
    while (!signal.aborted) {
      await clock.wait(noticeEveryMs, signal);
      if (signal.aborted) return;
      rounds += 1;
      if (rounds * noticeEveryMs >= this.#workspaces.size * lookPerWorkspaceMs) {
        await this.#look(signal, { isFirst: false });
        rounds = 0;
      } else {
        await this.#serveAll();
        await this.#jobs.setAll(signal);
      }
    }
  }

  /** What the apps say has changed is looked at before the next run is due. Beside the runs: an app may be slow to answer. */
  async #keepReadingFeeds(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#context;
    if (this.#options.concurrency === 0) return;
    while (!signal.aborted) {
      await clock.wait(noticeEveryMs, signal);
      for (const workspace of await feedsToRead(this.#workspaces.values(), this.#crewOf)) {
        if (signal.aborted) return;
        try {
          if (await workspace.feeds.read(signal)) await this.#jobs.set(workspace);
          if (!workspace.feeds.hasAny) await this.#crewOf.get(workspace)?.leaveFeedsOf?.([keyOf(workspace)]);
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
      await this.#giveUp(workspace);
      log.info({ workspace: name }, 'the workspace is gone');
      this.#context.events.tell({ kind: 'workspace-changed', workspace: name, served: false });
    }
    for (const one of found) {
      if (signal.aborted) return;
      const known = this.#workspaces.get(one.name);
      if (known === undefined) await this.#open(one, signal);
      else await this.#lookAt(known, signal);
    }
    await this.#serveAll();
    await this.#jobs.setAll(signal);
  }

  /** A workspace whose state cannot be read keeps nobody from looking after the others. */
  async #lookAt(workspace: ServedWorkspace, signal: AbortSignal): Promise<void> {
    try {
      const noticed = await workspace.notice(signal);
      if (noticed === 'taken-over') {
        await this.#crewOf.get(workspace)?.scheduler.forget(keyOf(workspace));
        this.#jobs.add(workspace);
      } else if (await workspace.wasTouched()) {
        this.#jobs.add(workspace);
        this.#context.events.tell({ kind: 'state-changed', workspace: workspace.name });
      }
      await workspace.renewIdleGrants(signal);
      workspace.tellWebhooks(signal, { isDue: false });
      if (!this.#jobs.has(workspace)) this.#troubles.delete(workspace.name);
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

  async #open(found: { readonly name: string; readonly file: string }, signal: AbortSignal): Promise<void> {
    let workspace: ServedWorkspace | null = null;
    try {
      workspace = await ServedWorkspace.open(this.#context, found, this.#options.pace);
      const { role = 'all' } = this.#options;
      if (role !== 'all' && workspace.shared === null) throw notShared(role);
      const crew = await this.#crews.crewFor(workspace, signal);
      const key = keyOf(workspace);
      const other = crew.workspaces.get(key);
      if (other !== undefined) throw sameState(other);
      crew.workspaces.set(key, workspace);
      this.#crewOf.set(workspace, crew);
      this.#workspaces.set(found.name, workspace);
      this.#troubles.delete(found.name);
      this.#jobs.add(workspace);
      if (workspace.shared !== null) this.#unserved.add(workspace);
      this.#context.log.info(
        { workspace: found.name, pairs: workspace.pairs.map(pairName) },
        'the workspace is served',
      );
      this.#context.events.tell({ kind: 'workspace-changed', workspace: found.name, served: true });
    } catch (error) {
      await workspace?.close();
      this.#trouble(found, error);
    }
  }

  /** Other processes see which states on a database are looked after. */
  async #serveAll(): Promise<void> {
    if (this.#unserved.size === 0 || this.#options.concurrency === 0) return;
    const told = [...this.#unserved];
    try {
      for (const crew of new Set(told.flatMap((workspace) => this.#crewOf.get(workspace) ?? []))) {
        for (const schema of await crew.serve([...crew.workspaces.keys()])) {
          const refused = crew.workspaces.get(schema);
          if (refused === undefined) continue;
          await this.#giveUp(refused);
          this.#trouble(refused, locked(refused));
        }
      }
      for (const workspace of told) this.#unserved.delete(workspace);
    } catch (error) {
      // It is said again at the next look.
      this.#context.log.warn({ reason: String(error) }, 'the database of the workers cannot be reached');
    }
  }

  async #giveUp(workspace: ServedWorkspace): Promise<void> {
    const crew = this.#crewOf.get(workspace);
    const key = keyOf(workspace);
    this.#workspaces.delete(workspace.name);
    this.#crewOf.delete(workspace);
    this.#jobs.leave(workspace);
    this.#unserved.delete(workspace);
    crew?.workspaces.delete(key);
    await crew?.leaveFeedsOf?.([key]).catch(() => undefined);
    // Where others look after it too, what is due stays with them.
    if (workspace.shared === null) await crew?.scheduler.forget(key);
    else await crew?.serve([...crew.workspaces.keys()]).catch(() => undefined);
    await workspace.close();
  }
}
