import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HintFaultName } from '../../src/hints/hint-faults.ts';
import { startWorld, type World } from './world.ts';

const day = 24 * 3_600_000;
const createdSchema = z.looseObject({ id: z.string(), macSecretBase64: z.string(), expirationTime: z.iso.datetime() });
const listSchema = z.looseObject({ webhooks: z.array(z.looseObject({ id: z.string() })) });
const tableChangesSchema = z.looseObject({
  createdRecordsById: z.record(z.string(), z.looseObject({})).optional(),
  changedRecordsById: z.record(z.string(), z.looseObject({})).optional(),
  destroyedRecordIds: z.array(z.string()).optional(),
});
const payloadSchema = z.looseObject({
  timestamp: z.iso.datetime(),
  baseTransactionNumber: z.int(),
  changedTablesById: z.record(z.string(), tableChangesSchema),
});
const payloadsSchema = z.looseObject({ payloads: z.array(payloadSchema), cursor: z.int(), mightHaveMore: z.boolean() });
const tableData = { options: { filters: { dataTypes: ['tableData'] } } };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('Airtable webhooks', () => {
  it('keep a payload for each transaction, under a cursor that only grows', async () => {
    const { world, base, companies, people, path } = await watched();
    const [acme] = await world
      .sdk(base)
      .table(companies)
      .create([{ fields: { Name: 'Acme' } }]);
    const [ada] = await world
      .sdk(base)
      .table(people)
      .create([{ fields: { Name: 'Ada', Company: [acme?.id ?? ''] } }]);
    await world
      .sdk(base)
      .table(people)
      .update(ada?.id ?? '', { Name: 'Ada L.' });
    await world
      .sdk(base)
      .table(people)
      .destroy(ada?.id ?? '');

    const first = await world.expect(payloadsSchema, 'GET', `${path}/payloads?cursor=1&limit=2`);
    expect(first).toMatchObject({ cursor: 3, mightHaveMore: true });
    const rest = await world.expect(payloadsSchema, 'GET', `${path}/payloads?cursor=${first.cursor}`);
    expect(rest).toMatchObject({ cursor: 5, mightHaveMore: false });
    const told = [...first.payloads, ...rest.payloads].map(({ changedTablesById }) => changedTablesById);
    const ids = (record: object | undefined) => Object.keys(record ?? {});
    expect(ids(told[0]?.[companies]?.createdRecordsById)).toEqual([acme?.id]);
    expect(ids(told[1]?.[people]?.createdRecordsById)).toEqual([ada?.id]);
    // The other end of a link has changed too.
    expect(ids(told[1]?.[companies]?.changedRecordsById)).toEqual([acme?.id]);
    expect(ids(told[2]?.[people]?.changedRecordsById)).toEqual([ada?.id]);
    expect(told[3]?.[people]?.destroyedRecordIds).toEqual([ada?.id]);
    expect(ids(told[3]?.[companies]?.changedRecordsById)).toEqual([acme?.id]);
    const again = await world.expect(payloadsSchema, 'GET', `${path}/payloads?cursor=${rest.cursor}`);
    expect(again).toEqual({ payloads: [], cursor: 5, mightHaveMore: false });
  });

  it('say nothing of a write that changed nothing', async () => {
    const { world, base, companies, path } = await watched();
    const [acme] = await world
      .sdk(base)
      .table(companies)
      .create([{ fields: { Name: 'Acme' } }]);
    await world
      .sdk(base)
      .table(companies)
      .update(acme?.id ?? '', { Name: 'Acme' });
    const { payloads } = await world.expect(payloadsSchema, 'GET', `${path}/payloads`);
    expect(payloads).toHaveLength(1);
  });

  it('are ten to a base at most, and are listed and deleted', async () => {
    const { world, base, path } = await watched();
    for (let number = 2; number <= 10; number += 1) {
      await world.expect(createdSchema, 'POST', `/v0/bases/${base}/webhooks`, { specification: tableData });
    }
    const refused = await world.call('POST', `/v0/bases/${base}/webhooks`, { specification: tableData });
    expect(refused.status).toBe(403);
    expect((await world.expect(listSchema, 'GET', `/v0/bases/${base}/webhooks`)).webhooks).toHaveLength(10);
    expect((await world.call('DELETE', path)).status).toBe(200);
    expect((await world.call('GET', `${path}/payloads`)).status).toBe(404);
    expect((await world.expect(listSchema, 'GET', `/v0/bases/${base}/webhooks`)).webhooks).toHaveLength(9);
  });

  it('live for seven days after the last reading or refresh, and keep payloads as long', async () => {
    const { world, base, companies, path } = await watched();
    const change = () =>
      world
        .sdk(base)
        .table(companies)
        .create([{ fields: { Name: 'Acme' } }]);
    world.clock.now += 6 * day;
    expect((await world.call('POST', `${path}/refresh`)).status).toBe(200);
    await change();
    world.clock.now += 6 * day;
    expect((await world.expect(payloadsSchema, 'GET', `${path}/payloads`)).payloads).toHaveLength(1);
    world.clock.now += 6 * day;
    expect((await world.expect(payloadsSchema, 'GET', `${path}/payloads`)).payloads).toHaveLength(0);
    world.clock.now += 8 * day;
    await change();
    expect((await world.call('POST', `${path}/refresh`)).status).toBe(404);
    expect((await world.expect(payloadsSchema, 'GET', `${path}/payloads`)).payloads).toHaveLength(0);
    world.clock.now += 7 * day;
    expect((await world.call('GET', `${path}/payloads`)).status).toBe(404);
  });

  it('refuse a token that may not manage them, and what is no specification', async () => {
    const { world, base } = await watched();
    const create = { specification: tableData };
    expect((await world.call('POST', `/v0/bases/${base}/webhooks`, create, 'noscopePat')).status).toBe(403);
    expect((await world.call('POST', `/v0/bases/${base}/webhooks`, { specification: {} })).status).toBe(422);
  });

  it('ping an address without data, signed over the very bytes', async () => {
    const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
    const heard = Promise.withResolvers<void>();
    const url = await listen((headers, body) => {
      received.push({ headers, body });
      heard.resolve();
    });
    const { world, base, companies, secret, id } = await watched(url);
    await world
      .sdk(base)
      .table(companies)
      .create([{ fields: { Name: 'Acme' } }]);
    await heard.promise;
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(JSON.parse(body)).toEqual({ base: { id: base }, webhook: { id }, timestamp: expect.any(String) });
    const mac = createHmac('sha256', Buffer.from(secret, 'base64')).update(body).digest('hex');
    expect(headers['x-airtable-content-mac']).toBe(`hmac-sha256=${mac}`);
  });

  it.each<[HintFaultName, readonly string[]]>([
    ['hint-drop', ['B', 'C']],
    ['hint-repeat', ['A', 'A', 'B', 'C']],
    ['hint-reorder', ['B', 'A', 'C']],
  ])('with the fault %s the first of three transactions is told otherwise', async (fault, expected) => {
    const { world, base, companies, path } = await watched(undefined, [fault]);
    const names = new Map<string, string>();
    for (const name of ['A', 'B', 'C']) {
      const [made] = await world
        .sdk(base)
        .table(companies)
        .create([{ fields: { Name: name } }]);
      names.set(made?.id ?? '', name);
    }
    const { payloads } = await world.expect(payloadsSchema, 'GET', `${path}/payloads`);
    const told = payloads.flatMap((one) => Object.keys(one.changedTablesById[companies]?.createdRecordsById ?? {}));
    expect(told.map((id) => names.get(id))).toEqual(expected);
  });

  it('with the fault hint-delay a transaction is told half a minute later', async () => {
    const { world, base, companies, path } = await watched(undefined, ['hint-delay']);
    await world
      .sdk(base)
      .table(companies)
      .create([{ fields: { Name: 'Acme' } }]);
    expect((await world.expect(payloadsSchema, 'GET', `${path}/payloads`)).payloads).toHaveLength(0);
    world.clock.now += 30_000;
    expect((await world.expect(payloadsSchema, 'GET', `${path}/payloads`)).payloads).toHaveLength(1);
  });
});

async function watched(notificationUrl?: string, faults: readonly HintFaultName[] = []) {
  const world: World = await startWorld({ limits: false }, 1, faults);
  const { id: base, tables } = await world.createBase([
    { name: 'Companies', fields: [{ name: 'Name', type: 'singleLineText' }] },
    { name: 'People', fields: [{ name: 'Name', type: 'singleLineText' }] },
  ]);
  const [companies = '', people = ''] = tables.map((table) => table.id);
  await world.createField(base, people, {
    name: 'Company',
    type: 'multipleRecordLinks',
    options: { linkedTableId: companies },
  });
  const asked = { specification: tableData, ...(notificationUrl === undefined ? {} : { notificationUrl }) };
  const created = await world.expect(createdSchema, 'POST', `/v0/bases/${base}/webhooks`, asked);
  const path = `/v0/bases/${base}/webhooks/${created.id}`;
  return { world, base, companies, people, path, id: created.id, secret: created.macSecretBase64 };
}

async function listen(heard: (headers: IncomingHttpHeaders, body: string) => void): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    incoming.on('end', () => {
      outgoing.writeHead(204).end();
      heard(incoming.headers, Buffer.concat(chunks).toString('utf8'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address: AddressInfo | string | null = server.address();
  return `http://localhost:${typeof address === 'object' ? address?.port : ''}/hook`;
}
