/**
 * A connector of Linkwright to a folder of CSV files.
 *
 * @example
 * ```yaml
 * connections:
 *   files:
 *     connector: linkwright-connector-csv-folder
 *     settings: { folder: ./crm }
 * ```
 *
 * @packageDocumentation
 */
export { connector as default } from './csv-folder-connector.ts';
