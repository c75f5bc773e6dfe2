import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import hubspot from '../src/index.ts';
import { create, probe, roles, settings } from './support/conformance-world.ts';

testConnector({
  name: 'HubSpot',
  test: { describe, it },
  connector: hubspot,
  settings,
  roles,
  threePages: 250,
  create,
  probe,
  exceptions: [
    {
      test: 'tells a record that is gone from one without associations',
      reason:
        'HubSpot answers NO_ASSOCIATIONS_FOUND for both. Reading each such record as well, 100 at a time, would make a ' +
        'scan of 1000 up to eleven calls instead of one.',
    },
  ],
});
