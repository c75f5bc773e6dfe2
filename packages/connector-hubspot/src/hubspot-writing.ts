import type { SendTracker } from '@linkwright/http';
import type { ObjectCatalogue } from './hubspot-catalogue.ts';
import type { UnlabeledTypes } from './hubspot-inline-associations.ts';
import type { HubspotSession } from './hubspot-session.ts';

/** One call of `write` under way. */
export interface Writing {
  readonly session: HubspotSession;
  readonly catalogue: ObjectCatalogue;
  readonly object: string;
  readonly tracker: SendTracker;
  readonly unlabeled: UnlabeledTypes;
}
