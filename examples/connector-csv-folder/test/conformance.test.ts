import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import connector from '../src/index.ts';
import { createWorld, probeOf } from './support/people-world.ts';

testConnector({
  name: 'CSV folder',
  test: { describe, it },
  connector,
  settings: { required: ['folder'], secrets: [] },
  roles: {
    source: {
      text: 'name',
      fields: {
        ...{ email: 'email', integer: 'visits', decimal: 'score', boolean: 'subscribed' },
        ...{ date: 'born', datetime: 'seen' },
      },
      refused: { field: 'visits', value: 'many' },
      one: 'employer',
      many: 'clients',
    },
    target: { text: 'name' },
  },
  threePages: 1100,
  // Files have no network in which answers could be lost.
  faults: 'connection',
  create: createWorld,
  probe: probeOf,
});
