import type { Logger } from 'pino';
import type { AccessToken } from '../access/token-folder.ts';
import type { ServiceClock } from '../scheduler.ts';
import type { ServedWorkspace } from '../served-workspace.ts';
import type { ServiceEvents } from '../service-events.ts';
import type { SignInProvider } from '../sign-in/sign-in-provider.ts';
import type { Jobs } from './jobs.ts';

/** What a service that the API stands before has to say. */
export interface ApiService {
  readonly workspaces: ReadonlyMap<string, Pick<ServedWorkspace, 'name' | 'file' | 'work'>>;
  /** Workspaces that are there and cannot be served, with the reason. */
  readonly troubles: ReadonlyMap<string, string>;
}

export interface ApiContext {
  readonly service: ApiService;
  readonly jobs: Jobs;
  readonly events: ServiceEvents;
  /** Where the tokens lie; sessions lie beside them. */
  readonly tokenFolder: string;
  /** Who vouches for people besides. `null`: nobody, people sign in with tokens. */
  readonly signIn: SignInProvider | null;
  readonly log: Pick<Logger, 'error' | 'info' | 'warn'>;
  readonly clock: ServiceClock;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What Hono keeps with a request. */
export interface ApiEnvironment {
  Variables: {
    token: AccessToken;
    /** Is whoever asked at the beginning still let in? For answers that last. */
    isStillKnown: () => Promise<boolean>;
  };
}
