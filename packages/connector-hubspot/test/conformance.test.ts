import { testConnector } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import type { DescribedCall } from '../../../test/described-api/described-call.ts';
import hubspot from '../src/index.ts';
import {
  create,
  createCustom,
  customRoles,
  exceptions,
  type HubspotWorld,
  probe,
  roles,
  settings,
} from './support/conformance-world.ts';
import { describedOAuth } from './support/described-api/described-journal.ts';
import { describedValidations } from './support/described-api/described-portal.ts';
import { hubspotDescription } from './support/described-api/hubspot-description.ts';

const witnessed = new Set<DescribedCall>();

/** Each world fails as it closes where something was not as HubSpot describes it. */
function noting(open: () => Promise<HubspotWorld>): () => Promise<HubspotWorld> {
  return async () => {
    const world = await open();
    return {
      ...world,
      async close() {
        for (const call of world.witness?.seen ?? []) witnessed.add(call);
        await world.close();
      },
    };
  };
}

for (const world of [
  { name: 'HubSpot', roles, create: noting(create) },
  {
    name: 'HubSpot custom objects',
    roles: customRoles,
    create: noting(createCustom),
    capabilities: { requiresExplicitAssociationSyncs: true },
  },
]) {
  testConnector({
    ...world,
    test: { describe, it },
    connector: hubspot,
    settings,
    threePages: 250,
    probe,
    exceptions,
  });
}

it('every described call of the connector was made meanwhile', () => {
  const elsewhere: readonly DescribedCall[] = [...describedOAuth, ...describedValidations];
  const ofSyncs = hubspotDescription.calls.filter((call) => !elsewhere.includes(call));
  const missing = ofSyncs.filter((call) => !witnessed.has(call));
  expect(missing.map(({ method, path }) => `${method} ${path.source}`)).toEqual([]);
});
