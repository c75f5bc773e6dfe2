import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import hubspot from '../src/index.ts';
import { create, createCustom, customRoles, exceptions, probe, roles, settings } from './support/conformance-world.ts';

for (const world of [
  { name: 'HubSpot', roles, create },
  {
    name: 'HubSpot custom objects',
    roles: customRoles,
    create: createCustom,
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
