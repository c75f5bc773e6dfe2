import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import connector from '../src/index.ts';
import { createWorld, probeOf } from './support/people-world.ts';

testConnector({
  name: 'SQLite',
  test: { describe, it },
  connector,
  settings: { required: ['file'], secrets: [] },
  roles: {
    source: {
      text: 'name',
      fields: {
        ...{ email: 'email', integer: 'visits', decimal: 'score', boolean: 'subscribed' },
        ...{ date: 'born', datetime: 'seen' },
      },
      unique: 'email',
      refused: { field: 'stage', value: 'no-such-stage' },
      one: 'employer',
      many: 'affiliations',
    },
    target: { text: 'name' },
  },
  threePages: 1100,
  // A file has no network in which answers could be lost.
  faults: 'connection',
  create: createWorld,
  probe: probeOf,
});
