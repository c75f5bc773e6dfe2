import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import hubspot from '../src/index.ts';
import { create, exceptions, probe, roles, settings } from './support/conformance-world.ts';

testConnector({
  name: 'HubSpot',
  test: { describe, it },
  connector: hubspot,
  settings,
  roles,
  threePages: 250,
  create,
  probe,
  exceptions,
});
