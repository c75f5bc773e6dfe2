import { join } from 'node:path';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import type { LoadedConfiguration } from '../../src/configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../../src/configuration/problem.ts';
import { temporaryFolder } from './temporary-folder.ts';

export async function loadText(
  yaml: string,
  environment: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<LoadedConfiguration> {
  const folder = await temporaryFolder({ 'linkwright.yaml': yaml, ...files });
  return loadConfiguration(join(folder, 'linkwright.yaml'), environment);
}

/** In the order of the file: `12:5 unknown-key syncs.contacts has no key "feilds". | Did you mean "fields"?` */
export function told(problems: readonly PlacedProblem[], loaded: Pick<LoadedConfiguration, 'positionOf'>): string[] {
  return problems
    .map((problem) => ({ problem, place: problem.place ?? loaded.positionOf(problem.path) }))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
    .map(
      ({ problem: { code, message, remedy }, place: { line, column } }) =>
        `${line}:${column} ${code} ${message} | ${remedy}`,
    );
}
