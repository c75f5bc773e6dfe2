/**
 * A connector of Linkwright to the tables of a SQLite file.
 *
 * @example
 * ```yaml
 * connections:
 *   crm:
 *     connector: linkwright-connector-sqlite
 *     settings: { file: ./crm.db }
 * ```
 *
 * @packageDocumentation
 */
export { connector as default } from './sqlite-connector.ts';
