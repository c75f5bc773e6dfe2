import { isLinkwrightError } from '@linkwright/core';
import { pairName } from '../schedule/account-pairs.ts';
import { type Crew, type DocumentsOf, keyOf } from './crew.ts';
import type { ServedWorkspace } from './served-workspace.ts';
import type { ServiceContext } from './service-context.ts';
import { withoutJob } from './without-job.ts';

/** How often it is looked whether every pair has its job, in milliseconds. */
const lookForMissingEveryMs = 60_000;

/** What has to be known of a workspace to say when its pairs are due. */
export type DueWorkspace = Pick<ServedWorkspace, 'name' | 'file' | 'shared' | 'pairs' | 'dues' | 'duesBy' | 'notePace'>;
type DueCrew = Pick<Crew, 'scheduler' | 'readDocuments' | 'known' | 'workspaces'>;

/** Tells the schedulers when the pairs of workspaces are due. */
export class DueJobs {
  readonly #context: Pick<ServiceContext, 'clock' | 'log'>;
  readonly #crewOf: ReadonlyMap<DueWorkspace, DueCrew>;
  readonly #trouble: (workspace: DueWorkspace, error: unknown) => void;
  /** When their jobs are due has to be said again. */
  readonly #unscheduled = new Set<DueWorkspace>();
  /** Looks into states, in the order in which they were begun: whatever is announced after that is looked at again. */
  #looks = 0;
  /** The latest look that was said of each. */
  readonly #said = new WeakMap<DueWorkspace, number>();

  constructor(
    context: Pick<ServiceContext, 'clock' | 'log'>,
    crewOf: ReadonlyMap<DueWorkspace, DueCrew>,
    trouble: (workspace: DueWorkspace, error: unknown) => void,
  ) {
    this.#context = context;
    this.#crewOf = crewOf;
    this.#trouble = trouble;
  }

  /** It may be due at another time. */
  add(workspace: DueWorkspace): void {
    this.#unscheduled.add(workspace);
  }

  has(workspace: DueWorkspace): boolean {
    return this.#unscheduled.has(workspace);
  }

  /** It is looked after no more. */
  leave(workspace: DueWorkspace): void {
    this.#unscheduled.delete(workspace);
  }

  set(workspace: DueWorkspace): Promise<void> {
    return this.#say(workspace, this.#beginLook([workspace]));
  }

  /** Those of which it has to be said again when their jobs are due. */
  async setAll(signal: AbortSignal): Promise<void> {
    const all = [...this.#unscheduled];
    for (const [crew, workspaces] of Map.groupBy(all, (workspace) => this.#crewOf.get(workspace))) {
      const look = this.#beginLook(workspaces);
      // While the server cannot be reached, each says so for itself.
      const known = await crew?.readDocuments?.(workspaces.map((one) => keyOf(one))).catch(() => undefined);
      for (const workspace of workspaces) {
        if (signal.aborted) return;
        await this.#say(workspace, look, known).catch((error: unknown) => {
          // Another process makes its tables at this moment: it is looked at again.
          if (isLinkwrightError(error) && error.code === 'state-busy') return;
          this.#trouble(workspace, error);
        });
      }
    }
  }

  /** Before anything is read: what comes in meanwhile is looked at again. */
  #beginLook(workspaces: readonly DueWorkspace[]): number {
    for (const workspace of workspaces) this.#unscheduled.delete(workspace);
    this.#looks += 1;
    return this.#looks;
  }

  /** `known`: what its state has stored, where that has been read. */
  async #say(workspace: DueWorkspace, look: number, known?: DocumentsOf): Promise<void> {
    const crew = this.#crewOf.get(workspace);
    if (crew === undefined) return;
    const key = keyOf(workspace);
    try {
      const { pairs } = workspace;
      const dues = known ? workspace.duesBy(known(key)) : await workspace.dues();
      for (const [at, pair] of pairs.entries()) {
        // A later look is through already, and knows better.
        if ((this.#said.get(workspace) ?? 0) > look) return;
        this.#said.set(workspace, look);
        await crew.scheduler.set({ workspace: key, pair: pairName(pair) }, dues[at] ?? null);
      }
      await workspace.notePace();
    } catch (error) {
      this.#unscheduled.add(workspace);
      throw error;
    }
  }

  /** Jobs that a queue has lost are said again, until the signal is aborted. */
  async keepLookingForMissing(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#context;
    while (!signal.aborted) {
      await clock.wait(lookForMissingEveryMs, signal);
      for (const crew of new Set(this.#crewOf.values())) {
        if (signal.aborted) return;
        try {
          for (const workspace of await withoutJob(crew)) this.#unscheduled.add(workspace);
        } catch (error) {
          log.debug({ error: String(error) }, 'the queue cannot be asked what is missing');
        }
      }
    }
  }
}
