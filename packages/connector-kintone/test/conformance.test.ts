import { testConnector } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import type { DescribedCall } from '../../../test/described-api/described-call.ts';
import kintone from '../src/index.ts';
import { create, probe, roles, settings } from './support/conformance-world.ts';
import { kintoneDescription } from './support/described-api/kintone-description.ts';

const witnessed = new Set<DescribedCall>();

testConnector({
  name: 'Kintone',
  test: { describe, it },
  connector: kintone,
  settings,
  roles,
  threePages: 1_001,
  // Each world fails as it closes where something was not as Kintone describes it.
  async create() {
    const world = await create();
    return {
      ...world,
      async close() {
        for (const call of world.witness?.seen ?? []) witnessed.add(call);
        await world.close();
      },
    };
  },
  probe,
});

/** Of what the person may see whose login it is: in other tests, and of no API token. */
const ofLogins = ['/k/v1/record.json', '/k/v1/record/acl.json', '/k/v1/records/acl/evaluate.json'];

it('every described call that an API token may make was made meanwhile', () => {
  const missing = kintoneDescription.calls.filter(
    (call) => !witnessed.has(call) && !ofLogins.some((path) => call.path.test(path)),
  );
  expect(missing.map(({ method, path }) => `${method} ${path.source}`)).toEqual([]);
});
