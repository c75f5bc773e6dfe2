import { isErrorOfKind } from '@linkwright/core';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../configuration/problem.ts';
import { looksSecret } from '../configuration/secrets.ts';

/** What an app said no to, and where in the file that comes from. */
export interface Refusal {
  readonly path: readonly string[];
  readonly error: unknown;
}

/** The setting that holds the credentials of a connection, or all its settings. */
export function secretPathOf({ configuration }: LoadedConfiguration, name: string): readonly string[] {
  const key = Object.keys(configuration.connections[name]?.settings ?? {}).find(looksSecret);
  return ['connections', name, 'settings', ...(key === undefined ? [] : [key])];
}

/** An app's refusal, with the line of the connection's credentials where it is about these. */
export const refusalBy = (loaded: LoadedConfiguration, name: string, error: unknown): Refusal => ({
  path: isErrorOfKind(error, 'authentication') ? secretPathOf(loaded, name) : ['connections', name, 'settings'],
  error,
});

export const userCanMend = (error: unknown): boolean =>
  isErrorOfKind(error, 'authentication') || isErrorOfKind(error, 'configuration');

/** What an app said no to, as a mistake with its place. Throws what is none. */
export function problemOf({ path, error }: Refusal): PlacedProblem {
  if (isErrorOfKind(error, 'authentication') || isErrorOfKind(error, 'configuration')) {
    const why = path[0] === 'connections' ? { why: `The connection "${path[1]}" was opened with it.` } : {};
    return { code: error.code, path, message: error.message, ...why, remedy: error.remedy };
  }
  if (!isErrorOfKind(error, 'retryable')) throw error;
  const remedy = 'Check the address and the network, or try again later; what depends on it was not checked.';
  return { code: error.code, path, message: error.message, remedy, passes: true };
}
