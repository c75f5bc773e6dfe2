import { defineConformance } from '@linkwright/core/testing';
import { createWorld, probeOf } from './support/conformance-world.ts';

/** What the conformance suite has to know; `linkwright test-connector` finds it by the package.json. */
export default defineConformance({
  settings: {
    required: ['accessToken'],
    secrets: ['accessToken'],
    refused: { accessToken: 'a-token-that-the-app-refuses' },
    unreachable: { baseUrl: 'http://localhost:9' },
  },
  // Which field plays which part; the suite compares this with the schema.
  roles: {
    source: {
      text: 'name',
      fields: { email: 'email', date: 'birth_date', integer: 'visits', option: 'stage' },
      unique: 'email',
      refused: { field: 'stage', value: 'no-such-stage' },
      many: 'affiliations',
      one: 'employer',
    },
    target: { text: 'name' },
  },
  threePages: 12,
  create: createWorld,
  probe: probeOf,
});
