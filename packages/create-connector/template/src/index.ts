/**
 * The Example App connector of Linkwright.
 *
 * @example
 * ```yaml
 * connections:
 *   example-app:
 *     connector: "linkwright-connector-example-app"
 *     settings: { accessToken: "${EXAMPLE_APP_ACCESS_TOKEN}" }
 * ```
 *
 * @packageDocumentation
 */
export { connector as default } from './example-app-connector.ts';
