import type { Scheduler } from './scheduler.ts';
import type { ServedWorkspace } from './served-workspace.ts';

/** Workspaces whose jobs one scheduler gives: all with their states in files, or all on one database. */
export interface Crew {
  readonly scheduler: Scheduler;
  /** By what the scheduler calls them. */
  readonly workspaces: Map<string, ServedWorkspace>;
  /**
   * Says which states are looked after here, where other processes may look after the same ones. Gives those that somebody has
   * locked against every service.
   */
  serve(schemas: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** `worker` runs syncs, `web` serves and tells alone, `all` does both. */
export type WorkerRole = 'all' | 'worker' | 'web';

/** What the others on a database tell. */
export interface CrewNews {
  /** An `Announcement` of a state, which is named by its schema. */
  readonly announced: (what: string, schema: string) => void;
  /** The connection was lost and is there again: anything may have been missed. */
  readonly joinedAgain: () => void;
}

/** Looks after workspaces on a PostgreSQL database together with other processes. */
export type JoinCrew = (
  place: string,
  workspaces: ReadonlyMap<string, ServedWorkspace>,
  news: CrewNews,
) => Promise<Pick<Crew, 'scheduler' | 'serve' | 'close'>>;
