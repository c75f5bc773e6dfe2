import type { MasterKey } from '@linkwright/engine';
import type { CheckedConfiguration } from './check-configuration.ts';
import type { Configuration } from './configuration-schema.ts';
import type { FilledIn } from './fill-in.ts';
import type { Path } from './path.ts';
import type { Place, PlacedProblem } from './problem.ts';
import type { StatePlace } from './state-place.ts';

export interface LoadedConfiguration {
  /** Absolute. Relative paths in the file, and the state folder, lie beside it. */
  readonly file: string;
  readonly directory: string;
  /**
   * What could be read. Complete only if `problems` is empty: without unknown keys, and without connections and syncs
   * that are not valid, so that whatever else is wrong with the others can be told in the same run.
   */
  readonly configuration: Configuration;
  readonly problems: readonly PlacedProblem[];
  /** Names of the syncs that `configuration` lacks because they are not valid: they are not missing from the file. */
  readonly invalidSyncs: readonly string[];
  /** The ends of those, as far as they could be read: their objects are in use. */
  readonly invalidEnds: CheckedConfiguration['invalidEnds'];
  /** Values that must not be shown: filled in from outside, or under a settings key that looks secret. */
  readonly secrets: readonly string[];
  /**
   * Where a path stands, of a path that is not there the nearest that is. Without `at`: the value, or its key where the
   * value begins on a later line.
   */
  positionOf(path: Path, at?: 'key' | 'value'): Place;
  /** Where secrets were filled in: `${file:…}`, and variables whose name says so. */
  readonly secretPaths: FilledIn['secretPaths'];
  /** From `--state`, else `LINKWRIGHT_STATE`, else the file. */
  readonly state: StatePlace;
  /** What the credentials in the state are encrypted with, from `NAME` or `NAME_FILE`. `null`: there is none. Throws a `ConfigurationError`. */
  masterKey(name?: string): Promise<MasterKey | null>;
  /** Under which address a browser comes back to a service, from `LINKWRIGHT_PUBLIC_URL`. `null`: none is set. */
  readonly publicUrl: string | null;
  /** Does a `${…}` that could not be filled in stand at this path or below it? */
  isUnresolved(path: Path): boolean;
}
