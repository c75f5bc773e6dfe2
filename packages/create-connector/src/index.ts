/**
 * Starts the package of a Linkwright connector, for programs. For people: `npm create @linkwright/connector my-app`.
 *
 * @example
 * ```ts
 * const { directory } = await createConnectorPackage({ name: 'my-app', author: 'Ada Lovelace' });
 * ```
 *
 * @packageDocumentation
 */
export type { GivenOptions } from './connector-options.ts';
export {
  type CreatedPackage,
  createConnectorPackage,
  type Surroundings,
} from './create-connector-package.ts';
export type { DependencyVersions } from './dependency-versions.ts';
export { UsageError } from './usage-error.ts';
