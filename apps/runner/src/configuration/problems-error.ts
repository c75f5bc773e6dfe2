import type { LoadedConfiguration } from './load-configuration.ts';
import type { PlacedProblem } from './problem.ts';

/** The configuration must change before anything can run. Printed as the list of its problems; exit code 2. */
export class ProblemsError extends Error {
  override readonly name = 'ProblemsError';
  readonly problems: readonly PlacedProblem[];
  readonly loaded: Pick<LoadedConfiguration, 'file' | 'positionOf'>;

  constructor(problems: readonly PlacedProblem[], loaded: Pick<LoadedConfiguration, 'file' | 'positionOf'>) {
    super(`${problems.length} problems in ${loaded.file}`);
    this.problems = problems;
    this.loaded = loaded;
  }
}
