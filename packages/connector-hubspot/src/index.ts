/**
 * The HubSpot connector of Linkwright: contacts, companies, deals, tickets and custom objects, with the associations between
 * them and the labels of these.
 *
 * @example
 * ```ts
 * import hubspot, { requiredScopes } from '@linkwright/connector-hubspot';
 *
 * console.log(requiredScopes(['contacts', 'companies'])); // what the key must be allowed to do
 * const settings = hubspot.settings.parse({ accessToken: process.env.HUBSPOT_ACCESS_TOKEN });
 * const connection = hubspot.connect(settings, context); // the runner's ConnectContext
 * const { accountId } = await connection.check({}, { signal });
 * ```
 *
 * @packageDocumentation
 */
export { hubspotConnector, hubspotConnector as default } from './hubspot-connector.ts';
export { requiredScopes } from './hubspot-objects.ts';
export type { HubspotSettings } from './hubspot-settings.ts';
