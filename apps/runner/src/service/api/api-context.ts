import type { Logger } from 'pino';
import type { ServedWorkspace } from '../served-workspace.ts';
import type { Jobs } from './jobs.ts';
import type { AccessToken } from './token-folder.ts';

/** What a service that the API stands before has to say. */
export interface ApiService {
  readonly workspaces: ReadonlyMap<string, Pick<ServedWorkspace, 'name' | 'file' | 'work'>>;
  /** Workspaces that are there and cannot be served, with the reason. */
  readonly troubles: ReadonlyMap<string, string>;
}

export interface ApiContext {
  readonly service: ApiService;
  readonly jobs: Jobs;
  /** Where the tokens lie. */
  readonly tokenFolder: string;
  readonly log: Pick<Logger, 'error' | 'info' | 'warn'>;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** What Hono keeps with a request. */
export interface ApiEnvironment {
  Variables: { token: AccessToken };
}
