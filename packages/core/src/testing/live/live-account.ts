import type { ConformanceRoles, ConformanceSettings, ConformanceWorld } from '../conformance/conformance-options.ts';
import type { LiveRun, LiveVariable } from './live-run.ts';

/**
 * How the conformance suite runs on a real account of an app: with objects of its own in it, named by the run's prefix
 * where the app lets them be removed again, and emptied before and after each test.
 */
export interface LiveAccount<World extends ConformanceWorld> {
  /** Of the app, for people. */
  readonly name: string;
  /** What the environment has to say: credentials, and the account they open. */
  readonly variables: readonly LiveVariable[];
  /** Calls of connector, probe and set-up together; well below the vendor's limit. */
  readonly callsPerSecond: number;
  /** Makes the objects. Refuses an account whose records it could not tell from its own. */
  open(run: LiveRun): Promise<OpenLiveAccount<World>>;
  /** Removes what earlier runs left behind, and says what. */
  cleanUp(run: LiveRun): Promise<readonly string[]>;
}

export interface OpenLiveAccount<World extends ConformanceWorld> {
  readonly roles: ConformanceRoles;
  readonly settings: ConformanceSettings;
  /** The same objects each time, empty. */
  create(): Promise<World>;
  /** Removes everything that the run has made. */
  close(): Promise<void>;
}
