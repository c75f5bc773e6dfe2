import { isLinkwrightError } from '@linkwright/core';
import { pairName } from '../schedule/account-pairs.ts';
import { type Crew, type DocumentsOf, keyOf } from './crew.ts';
import type { ServedWorkspace } from './served-workspace.ts';
import type { ServiceContext } from './service-context.ts';
import { withoutJob } from './without-job.ts';

/** How often it is looked whether every pair has its job, in milliseconds. */
const lookForMissingEveryMs = 60_000;

/** Tells the schedulers when the pairs of workspaces are due. */
export class DueJobs {
  readonly #context: Pick<ServiceContext, 'clock' | 'log'>;
  readonly #crewOf: ReadonlyMap<ServedWorkspace, Crew>;
  readonly #trouble: (workspace: ServedWorkspace, error: unknown) => void;
  /** When their jobs are due has to be said again. */
  readonly #unscheduled = new Set<ServedWorkspace>();

  constructor(
    context: Pick<ServiceContext, 'clock' | 'log'>,
    crewOf: ReadonlyMap<ServedWorkspace, Crew>,
    trouble: (workspace: ServedWorkspace, error: unknown) => void,
  ) {
    this.#context = context;
    this.#crewOf = crewOf;
    this.#trouble = trouble;
  }

  /** It may be due at another time. */
  add(workspace: ServedWorkspace): void {
    this.#unscheduled.add(workspace);
  }

  has(workspace: ServedWorkspace): boolean {
    return this.#unscheduled.has(workspace);
  }

  /** It is looked after no more. */
  leave(workspace: ServedWorkspace): void {
    this.#unscheduled.delete(workspace);
  }

  /** `known`: what its state has stored, where that has been read. */
  async set(workspace: ServedWorkspace, known?: DocumentsOf): Promise<void> {
    const crew = this.#crewOf.get(workspace);
    if (crew === undefined) return;
    const key = keyOf(workspace);
    // What comes in meanwhile is looked at again.
    this.#unscheduled.delete(workspace);
    try {
      const { pairs } = workspace;
      const dues = known ? workspace.duesBy(known(key)) : await workspace.dues();
      for (const [at, pair] of pairs.entries()) {
        await crew.scheduler.set({ workspace: key, pair: pairName(pair) }, dues[at] ?? null);
      }
      await workspace.notePace();
    } catch (error) {
      this.#unscheduled.add(workspace);
      throw error;
    }
  }

  /** Those of which it has to be said again when their jobs are due. */
  async setAll(signal: AbortSignal): Promise<void> {
    const all = [...this.#unscheduled];
    for (const [crew, workspaces] of Map.groupBy(all, (workspace) => this.#crewOf.get(workspace))) {
      // While the server cannot be reached, each says so for itself.
      const known = await crew?.readDocuments?.(workspaces.map((one) => keyOf(one))).catch(() => undefined);
      for (const workspace of workspaces) {
        if (signal.aborted) return;
        await this.set(workspace, known).catch((error: unknown) => {
          // Another process makes its tables at this moment: it is looked at again.
          if (isLinkwrightError(error) && error.code === 'state-busy') return;
          this.#trouble(workspace, error);
        });
      }
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
