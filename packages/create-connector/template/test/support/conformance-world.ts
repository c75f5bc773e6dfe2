import type { Fields } from '@linkwright/core';
import {
  type ConformanceProbe,
  type ConformanceWorld,
  createTestClock,
  type FaultProxy,
  startEmulatorServer,
  startFaultProxy,
} from '@linkwright/core/testing';
import { createFakeApp, type FakeApp, type FakeTable, idsOf, type Values } from './fake-app.ts';

export interface World extends ConformanceWorld {
  readonly app: FakeApp;
  readonly proxy: FaultProxy;
}

/** A fresh app for each test, on a clock that nobody waits for, behind a proxy that makes faults. */
export async function createWorld(): Promise<World> {
  const accessToken = 'a-long-token-of-the-fake-app';
  const clock = createTestClock();
  const app = createFakeApp(accessToken, clock);
  const server = await startEmulatorServer(app, { clock, advance: clock.advance });
  const proxy = await startFaultProxy({
    target: server.baseUrl,
    isWrite: ({ method }) => method !== 'GET',
    refusal: { headers: { 'retry-after': '2' }, body: { error: { code: 'limited', message: 'too many requests' } } },
  });
  return {
    settings: { accessToken, baseUrl: proxy.baseUrl },
    objects: { source: 'people', target: 'companies' },
    context: { clock },
    app,
    proxy,
    async close() {
      await proxy.close();
      await server.close();
    },
  };
}

/** Sees and changes the app past the connector. */
export function probeOf({ app, proxy }: World): Partial<ConformanceProbe> {
  const tableOf = (object: string): FakeTable => (object === 'people' ? app.tables.people : app.tables.companies);
  const edit = (id: string, field: string, change: (ids: readonly string[]) => readonly string[]) => {
    const ids = change(idsOf(app.tables.people.get(id)?.[field]));
    app.tables.people.put(id, { [field]: field === 'affiliations' ? ids : (ids.at(-1) ?? null) });
  };
  return {
    create: async (object, records) => records.map((fields) => tableOf(object).put(null, wireOf(fields)).id),
    update: async (object, id, fields) => void tableOf(object).put(id, wireOf(fields)),
    remove: async (object, id) => void tableOf(object).remove(id),
    async read(object, id, fields) {
      const item = tableOf(object).get(id);
      if (item === undefined) return null;
      return Object.fromEntries(fields.map((field) => [field, item[field] == null ? null : String(item[field])]));
    },
    list: async (object) =>
      tableOf(object)
        .items()
        .map(({ id }) => id),
    associate: async (_object, id, field, target) =>
      edit(id, field, (ids) => ('id' in target ? [...ids, target.id] : ids)),
    disassociate: async (_object, id, field, target) =>
      edit(id, field, (ids) => ids.filter((one) => !('id' in target) || one !== target.id)),
    associations: async (_object, id, field) => idsOf(app.tables.people.get(id)?.[field]).map((one) => ({ id: one })),
    requests: proxy.requests,
    loseNextAnswer: proxy.loseNextAnswer,
    refuseNext429: proxy.refuseNext429,
  };
}

const wireOf = ({ visits, ...fields }: Fields): Values => ({
  ...fields,
  ...(visits === undefined ? {} : { visits: visits === null ? null : Number(visits) }),
});
