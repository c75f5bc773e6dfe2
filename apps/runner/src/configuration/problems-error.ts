import type { LoadedConfiguration } from './loaded-configuration.ts';
import type { PlacedProblem } from './problem.ts';

/** The configuration must change before anything can run. Printed as the list of its problems; exit code 2. */
export class ProblemsError extends Error {
  override readonly name = 'ProblemsError';
  readonly problems: readonly PlacedProblem[];
  readonly loaded: Pick<LoadedConfiguration, 'file' | 'positionOf'>;
  /** What became of things all the same. */
  readonly outcome: string;

  constructor(
    problems: readonly PlacedProblem[],
    loaded: Pick<LoadedConfiguration, 'file' | 'positionOf'>,
    outcome = 'nothing was written',
  ) {
    super(`${problems.length} problems in ${loaded.file}`);
    this.problems = problems;
    this.loaded = loaded;
    this.outcome = outcome;
  }
}
