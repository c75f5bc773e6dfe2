/**
 * The Airtable connector of Linkwright: every table of a base as an object, linked records as association fields.
 *
 * @example
 * ```ts
 * import airtable from '@linkwright/connector-airtable';
 *
 * const settings = airtable.settings.parse({ accessToken: process.env.AIRTABLE_ACCESS_TOKEN, baseId: 'appXXXXXXXXXXXXXX' });
 * const connection = airtable.connect(settings, context); // the context comes from the runner
 * const { objects } = await connection.listObjects({}, { signal: AbortSignal.timeout(60_000) });
 * for (const { id, name } of objects) console.log(id, name);
 * await connection.close();
 * ```
 *
 * @packageDocumentation
 */
export { airtableConnector, airtableConnector as default } from './airtable-connector.ts';
export { type AirtableSettings, airtableSettingsSchema } from './airtable-settings.ts';
