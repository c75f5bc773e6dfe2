/**
 * The Kintone connector of Linkwright: every app of a domain as an object, lookups as association fields.
 *
 * @example
 * ```ts
 * import kintone from '@linkwright/connector-kintone';
 *
 * const settings = kintone.settings.parse({ baseUrl: 'https://example.cybozu.com', apiToken: process.env.KINTONE_API_TOKEN });
 * const connection = kintone.connect(settings, context); // the context comes from the runner
 * const [app] = await connection.describeObjects({ objects: ['12'] }, { signal: AbortSignal.timeout(60_000) });
 * for (const { name, type } of app?.fields ?? []) console.log(name, type);
 * await connection.close();
 * ```
 *
 * @packageDocumentation
 */
export { kintoneConnector, kintoneConnector as default } from './kintone-connector.ts';
export { type KintoneSettings, kintoneSettingsSchema } from './kintone-settings.ts';
