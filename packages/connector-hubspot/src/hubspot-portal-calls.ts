import type { HttpRequest } from '@linkwright/http';
import { readMissingScopes, readWireError } from './hubspot-errors.ts';
import { parseAnswer } from './hubspot-parse-answer.ts';
import { paths } from './hubspot-paths.ts';
import type { HubspotTransport } from './hubspot-transport.ts';
import {
  accountSchema,
  associationLimitsSchema,
  associationTypesSchema,
  callUsageSchema,
  ownersSchema,
  pipelinesSchema,
  propertiesSchema,
  propertyValidationsSchema,
  schemasSchema,
  type WireAssociationLimits,
  type WireAssociationTypes,
  type WireCallUsage,
  type WirePropertyValidations,
  type WireSchema,
} from './hubspot-wire.ts';

/** What a portal is made of: its objects, properties, association types and owners. */
export function portalCalls({ send, read, readIfAllowed }: HubspotTransport) {
  return {
    async account(signal: AbortSignal) {
      return (await read(accountSchema, { kind: 'account', method: 'GET', path: paths.account, signal })).body;
    },

    /** None where the key may not ask. */
    callUsage: (signal: AbortSignal): Promise<readonly WireCallUsage[]> =>
      readIfAllowed(callUsageSchema, { kind: 'call-usage', method: 'GET', path: paths.callUsage, signal }).then(
        (answer) => answer?.results ?? [],
      ),

    async properties(object: string, signal: AbortSignal) {
      const path = paths.properties(object);
      return (await read(propertiesSchema, { kind: 'properties', method: 'GET', path, signal })).body.results;
    },

    /** None where the key may not ask, or the portal's API has no such rules. */
    propertyValidations: (typeId: string, signal: AbortSignal): Promise<WirePropertyValidations> =>
      readIfAllowed(propertyValidationsSchema, {
        kind: 'property-validations',
        method: 'GET',
        path: paths.propertyValidations(typeId),
        signal,
      }).then((answer) => answer?.results ?? []),

    async pipelines(object: string, signal: AbortSignal) {
      const path = paths.pipelines(object);
      return (await read(pipelinesSchema, { kind: 'pipelines', method: 'GET', path, signal })).body.results;
    },

    /** Custom objects only, all at once. `null`: the key may not list them; the scopes that HubSpot names, if any. */
    async schemas(
      signal: AbortSignal,
    ): Promise<{ readonly schemas: readonly WireSchema[] | null; readonly missingScopes: readonly string[] }> {
      const query = { includePropertyDefinitions: 'false', includeAssociationDefinitions: 'true' };
      const request: HttpRequest = {
        kind: 'schemas',
        method: 'GET',
        path: paths.schemas,
        query,
        safe: true,
        accept: [403],
        signal,
      };
      const response = await send(request);
      if (response.status !== 403) {
        return { schemas: parseAnswer(schemasSchema, response, request).results, missingScopes: [] };
      }
      return { schemas: null, missingScopes: readMissingScopes(readWireError(response.body)) };
    },

    /** `null`: not told, because the key may see only one of the two objects. */
    associationTypes: (from: string, to: string, signal: AbortSignal): Promise<WireAssociationTypes | null> =>
      readIfAllowed(associationTypesSchema, {
        kind: 'association-types',
        bucket: ['associations', 'default'],
        method: 'GET',
        path: paths.associationTypes(from, to),
        signal,
      }).then((answer) => answer?.results ?? null),

    /** Those that people have set; none where the key may not ask. */
    associationLimits: (signal: AbortSignal): Promise<WireAssociationLimits> =>
      readIfAllowed(associationLimitsSchema, {
        kind: 'association-limits',
        bucket: ['associations', 'default'],
        method: 'GET',
        path: paths.associationLimits,
        signal,
      }).then((answer) => answer?.results ?? []),

    /** By type ids, also HubSpot's own objects; none where the key may not ask. */
    schemasOf: (typeIds: readonly string[], signal: AbortSignal): Promise<readonly WireSchema[]> =>
      readIfAllowed(schemasSchema, {
        kind: 'schemas',
        method: 'POST',
        path: `${paths.schemas}/batch/read`,
        body: {
          inputs: typeIds,
          includeAssociationDefinitions: true,
          includeAuditMetadata: false,
          includePropertyDefinitions: false,
        },
        signal,
      }).then((answer) => answer?.results ?? []),

    async owners(request: { readonly archived: boolean; readonly after: string | null }, signal: AbortSignal) {
      const query = {
        limit: '100',
        archived: String(request.archived),
        ...(request.after === null ? {} : { after: request.after }),
      };
      const call = { kind: 'owners', method: 'GET', path: paths.owners, query, signal } as const;
      const { results, paging } = (await read(ownersSchema, call)).body;
      return { results, next: paging?.next?.after ?? null };
    },
  };
}
