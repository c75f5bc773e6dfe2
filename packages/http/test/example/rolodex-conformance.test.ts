import { createTestClock, startFaultProxy, testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import { startRolodex } from './rolodex-app.ts';
import rolodex from './rolodex-connector.ts';

const accessToken = 'a-long-token-of-a-test-account';

testConnector({
  name: 'Rolodex',
  test: { describe, it },
  connector: rolodex,
  settings: {
    required: ['accessToken'],
    secrets: ['accessToken'],
    refused: { accessToken: 'a-token-that-the-app-refuses' },
    unreachable: { baseUrl: 'http://localhost:9' },
  },
  roles: {
    source: {
      text: 'name',
      fields: { email: 'email', integer: 'visits' },
      unique: 'email',
      refused: { field: 'email', value: 'no address' },
      one: 'company',
    },
    target: { text: 'name' },
  },
  threePages: 12,
  async create() {
    const clock = createTestClock();
    const app = await startRolodex(accessToken, clock);
    const isWrite = ({ method }: { readonly method: string }) => method !== 'GET';
    const refusal = { headers: { 'retry-after': '2' }, body: {} };
    const proxy = await startFaultProxy({ target: app.baseUrl, isWrite, refusal });
    return {
      settings: { accessToken, baseUrl: proxy.baseUrl },
      objects: { source: 'people', target: 'companies' },
      context: { clock },
      app,
      proxy,
      close: async () => void (await Promise.all([proxy.close(), app.close()])),
    };
  },
  probe: ({ app, proxy }) => ({
    ...proxy,
    create: async (object, records) => records.map((record) => app.put(object, null, written(record)).id),
    update: async (object, id, record) => void app.put(object, id, written(record)),
    remove: async (object, id) => void app.remove(object, id),
    list: async (object) => app.items(object).map(({ id }) => id),
    async read(object, id, fields) {
      const item = app.items(object).find((one) => one.id === id);
      return item === undefined ? null : Object.fromEntries(fields.map((field) => [field, shown(item[field])]));
    },
    associate: async (_, id, field, target) => void app.put('people', id, { [field]: 'id' in target ? target.id : '' }),
    disassociate: async (_, id, field) => void app.put('people', id, { [field]: null }),
    async associations(_, id, field) {
      const target = app.items('people').find((one) => one.id === id)?.[field];
      return target == null ? [] : [{ id: String(target) }];
    },
  }),
});

const shown = (value: unknown) => (value == null ? null : String(value));
const written = (record: Readonly<Record<string, unknown>>) =>
  record.visits == null ? record : { ...record, visits: Number(record.visits) };
