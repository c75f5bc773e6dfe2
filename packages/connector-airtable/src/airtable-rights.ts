import type { CallOptions, ObjectRights } from '@linkwright/core';
import type { AirtableClient } from './airtable-client.ts';

const writingRoles: readonly string[] = ['edit', 'create'];

/**
 * What the token may do, the same for every table: what its owner may do in the base, and what its scopes allow. Only the tokens of
 * OAuth tell their scopes, so that of a personal one whose owner may write, nothing more is known.
 */
export async function readRights(
  client: AirtableClient,
  baseId: string,
  objects: readonly string[],
  options: CallOptions,
): Promise<readonly ObjectRights[]> {
  const { scopes } = await client.whoAmI(options);
  const role = (await client.listBases(options)).find(({ id }) => id === baseId)?.permissionLevel;
  const lacks = (scope: string): readonly string[] => (scopes?.includes(scope) === false ? [scope] : []);
  const mayNotWrite = [
    ...lacks('data.records:write'),
    ...(role === undefined || writingRoles.includes(role)
      ? []
      : [`the role of an editor in the base (it has "${role}")`]),
  ];
  const write = mayNotWrite.length > 0 || scopes !== undefined ? mayNotWrite : undefined;
  return objects.map((object) => ({
    object,
    ...(scopes !== undefined && { read: lacks('data.records:read') }),
    ...(write !== undefined && { create: write, update: write }),
  }));
}
