/**
 * What the `linkwright` command is made of, for programs that read a `linkwright.yaml` themselves.
 *
 * ```ts
 * const file = await findConfiguration(process.cwd());
 * const loaded = await loadConfiguration(file, process.env);
 * const { connectors, problems } = await loadConnectors(loaded);
 * ```
 *
 * @packageDocumentation
 */
export { configurationJsonSchema } from './configuration/configuration-json-schema.ts';
export {
  type Configuration,
  type ConnectionConfiguration,
  configurationSchema,
} from './configuration/configuration-schema.ts';
export { findConfiguration } from './configuration/find-configuration.ts';
export { loadConfiguration } from './configuration/load-configuration.ts';
export type { LoadedConfiguration } from './configuration/loaded-configuration.ts';
export type { Place, PlacedProblem, Problem } from './configuration/problem.ts';
export { ProblemsError } from './configuration/problems-error.ts';
export { type ValidatedSettings, validateSettings } from './configuration/validate-settings.ts';
export { type LoadedConnectors, loadConnector, loadConnectors } from './connectors/load-connectors.ts';
