import type { StatePlace } from '../configuration/state-place.ts';
import type { Job, Scheduler } from './scheduler.ts';
import type { ServedWorkspace } from './served-workspace.ts';

/** A document of a state by its name. `null`: there is none. */
export type DocumentsOf = (schema: string) => (name: string) => string | null;

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
  /**
   * Of these states those whose feeds of hints this process is to read: one does for all, for as long as its session lasts or until it
   * leaves them. Absent: nobody else reads them.
   */
  readsFeedsOf?(schemas: readonly string[]): Promise<ReadonlySet<string>>;
  leaveFeedsOf?(schemas: readonly string[]): Promise<void>;
  /**
   * The documents of many states in a few questions, by their names; states without tables have none. Absent: each state is asked for
   * itself.
   */
  readDocuments?(schemas: readonly string[]): Promise<DocumentsOf>;
  /** Which jobs are waiting or worked on, where other processes may have changed that. Absent: nobody else does. */
  known?(): Promise<(job: Job) => boolean>;
  close(): Promise<void>;
}

/** What a scheduler calls a workspace: on a database that others share, by what is the same for all of them. */
export const keyOf = ({ name, shared }: Pick<ServedWorkspace, 'name' | 'shared'>): string => shared?.schema ?? name;

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
  shared: Pick<StatePlace, 'place' | 'leaseMs'>,
  workspaces: ReadonlyMap<string, ServedWorkspace>,
  news: CrewNews,
) => Promise<Omit<Crew, 'workspaces'>>;
