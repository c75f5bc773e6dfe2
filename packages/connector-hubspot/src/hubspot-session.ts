import type { AssociationDirectory } from './hubspot-association-directory.ts';
import type { Catalogue } from './hubspot-catalogue.ts';
import type { HubspotClient } from './hubspot-client.ts';
import type { OwnerDirectory } from './hubspot-owners.ts';

/** What the members of one connection share. All of it can be read again at any time. */
export interface HubspotSession {
  readonly client: HubspotClient;
  readonly catalogue: Catalogue;
  readonly associations: AssociationDirectory;
  readonly owners: OwnerDirectory;
}
