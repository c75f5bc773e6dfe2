import { Client } from '@hubspot/api-client';
import hubspot from '@linkwright/connector-hubspot';
import { type Connector, objectSyncSchema } from '@linkwright/core';
import {
  createInMemoryApp,
  createInMemoryConnector,
  createTestClock,
  createTestContext,
  createTestRandom,
} from '@linkwright/core/testing';
import { compileSyncs, normalizers, openStore, runCycle } from '@linkwright/engine';
import { startSandbox } from '@linkwright/sandbox';
import { expect, onTestFinished, test } from 'vitest';

/**
 * HubSpot finds companies by a search that lags. A create whose answer is lost is looked for by it once it must show the
 * company, instead of by a list of the portal. The sandbox keeps HubSpot's own lag of five seconds, on the test's clock.
 */

const known = 1000;
const { signal } = new AbortController();

async function startPortal() {
  const clock = createTestClock(Date.UTC(2026, 10, 25));
  const state = { loses: false };
  const asked: string[] = [];
  const sandbox = await startSandbox({
    now: clock.now,
    limits: false,
    chooseFault({ app, method, path, body }) {
      const [, own] = /\/crm\/objects\/[\d-]+\/companies(.*)$/.exec(path) ?? [];
      if (app !== 'hubspot' || own === undefined) return undefined;
      const byDomain = path.endsWith('/search') && body.includes('"propertyName":"domain"');
      asked.push(byDomain ? 'search by domain' : `${method} ${own}`.trim());
      return state.loses && path.endsWith('/batch/create') ? 'lose-answer' : undefined;
    },
  });
  onTestFinished(() => sandbox.close());
  const settings = { accessToken: 'pat-na1-portal', baseUrl: sandbox.hubspot.baseUrl };
  const sdk = new Client({ accessToken: settings.accessToken, basePath: settings.baseUrl });
  const base = createInMemoryApp({
    name: 'base',
    clock,
    objects: [
      {
        id: 'accounts',
        fields: [
          { id: 'name', type: 'text' },
          { id: 'website', type: 'text' },
        ],
      },
    ],
  });
  const context = createTestContext({ clock });
  const memory: Connector<unknown> = createInMemoryConnector(base);
  const app = hubspot.connect(hubspot.settings.parse(settings), context);
  const { syncs, problems } = await compileSyncs(
    {
      connections: new Map([
        [
          'base',
          {
            displayName: 'Base',
            account: 'memory:base',
            capabilities: memory.capabilities,
            app: memory.connect({}, context),
          },
        ],
        ['hubspot', { displayName: 'HubSpot', account: 'hubspot:1', capabilities: hubspot.capabilities, app }],
      ]),
      syncs: {
        companies: objectSyncSchema.parse({
          left: { connection: 'base', object: 'accounts' },
          right: { connection: 'hubspot', object: 'companies' },
          match: { left: 'website', right: 'domain', normalize: 'domain' },
          fields: [
            { left: 'name', right: 'name' },
            { left: 'website', right: 'domain' },
          ],
          associations: [],
        }),
      },
    },
    { signal },
  );
  expect(problems).toEqual([]);
  const store = await openStore(':memory:');
  onTestFinished(() => store.close());
  const random = createTestRandom(1);
  for (let start = 0; start < known; start += 100) {
    const records = Array.from({ length: 100 }, (_, place) => ({
      name: `Company ${start + place}`,
      domain: `c${start + place}.example`,
    }));
    for (const { name, domain } of records) base.create('accounts', { name, website: domain });
    const inputs = records.map((properties) => ({ properties, associations: [] }));
    await sdk.crm.companies.batchApi.create({ inputs });
  }
  return {
    base,
    sdk,
    state,
    /** One cycle: how long it took on the clock, in seconds, and what HubSpot was asked about companies. */
    async sync({ afterMs = 60_000 } = {}) {
      clock.advance(afterMs);
      const before = clock.now();
      asked.splice(0);
      await runCycle({ syncs, store, mode: 'sync', clock, random, normalizers, signal });
      return { seconds: (clock.now() - before) / 1000, asked: asked.slice() };
    },
  };
}

test('a company whose create is not answered costs a search and a read, not a list of the portal', async () => {
  const portal = await startPortal();
  // Until nothing of the first read is within the overlap of the next one.
  for (let hour = 0; hour < 3; hour += 1) await portal.sync({ afterMs: 3_600_000 });
  portal.base.create('accounts', { name: 'Acme', website: 'acme.example' });
  portal.state.loses = true;
  const { seconds, asked } = await portal.sync();
  expect(asked).toEqual(['POST /search', 'POST /batch/create', 'search by domain', 'POST /batch/read']);
  expect(seconds).toBeGreaterThanOrEqual(30);
  expect(seconds).toBeLessThan(35);
  const there = await portal.sdk.crm.companies.getAll(100, undefined, ['name', 'domain']);
  expect(there).toHaveLength(known + 1);
  expect(there.filter(({ properties }) => properties.domain === 'acme.example')).toHaveLength(1);
  expect(portal.base.count('accounts')).toBe(known + 1);

  // It is linked: an edit of either goes to the other.
  const acme = there.find(({ properties }) => properties.domain === 'acme.example');
  await portal.sdk.crm.companies.basicApi.update(acme?.id ?? '', { properties: { name: 'Acme Inc.' } });
  await portal.sync();
  expect(portal.base.readAll('accounts').filter(({ fields }) => fields.name === 'Acme Inc.')).toHaveLength(1);
});
