import type { ObjectRights } from '@linkwright/core';
import type { HubspotClient } from './hubspot-client.ts';
import { findHubspotObject } from './hubspot-objects.ts';

/** By the scopes that the token has, as far as HubSpot tells them: an object without an answer of its own is not known about. */
export async function readRights(
  client: Pick<HubspotClient, 'tokenScopes'>,
  objects: readonly string[],
  signal: AbortSignal,
): Promise<readonly ObjectRights[]> {
  const scopes = await client.tokenScopes(signal);
  return objects.map((object) => ({ object, ...(scopes !== null && rightsBy(scopes, object)) }));
}

function rightsBy(scopes: readonly string[], object: string): Omit<ObjectRights, 'object'> {
  const lacks = (deed: 'read' | 'write'): readonly string[] => {
    const [wanted = '', ...others] = scopesFor(object, deed);
    return [wanted, ...others].some((scope) => scopes.includes(scope)) ? [] : [wanted];
  };
  const write = lacks('write');
  const owners = 'crm.objects.owners.read';
  return { read: lacks('read'), create: write, update: write, users: scopes.includes(owners) ? [] : [owners] };
}

/** Each of them will do; the first is what a key is made with. Associations need no scope of their own. */
function scopesFor(object: string, deed: 'read' | 'write'): readonly string[] {
  if (object === 'tickets') return ['tickets', `crm.objects.tickets.${deed}`];
  if (findHubspotObject(object) === undefined) return [`crm.objects.custom.${deed}`];
  // One of the scopes of before 2021, which older apps still have.
  return [`crm.objects.${object}.${deed}`, 'contacts'];
}
