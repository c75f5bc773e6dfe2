import Airtable from 'airtable';
import { afterEach } from 'vitest';
import { z } from 'zod';
import { type AirtableOptions, createAirtableApp } from '../../src/airtable/airtable-app.ts';
import type { HintFaultName } from '../../src/hints/hint-faults.ts';
import { createHintPost } from '../../src/hints/hint-post.ts';
import { serve } from './serve.ts';

export const fieldSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  options: z.record(z.string(), z.unknown()).optional(),
});
export const tableSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  primaryFieldId: z.string(),
  fields: z.array(fieldSchema),
});
const baseSchema = z.looseObject({ id: z.string(), tables: z.array(tableSchema) });
export const recordSchema = z.looseObject({
  id: z.string(),
  createdTime: z.string(),
  fields: z.record(z.string(), z.unknown()),
});
export const pageSchema = z.looseObject({ records: z.array(recordSchema), offset: z.string().optional() });

/** What an answer says: an error's body is one of several shapes. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export interface World {
  readonly baseUrl: string;
  /** Milliseconds since 1970; tests move it. */
  readonly clock: { now: number };
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** A call that has to succeed, with its answer read by a schema. */
  expect<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T>;
  createBase(tables: readonly object[]): Promise<z.output<typeof baseSchema>>;
  createField(baseId: string, tableId: string, field: object): Promise<z.output<typeof fieldSchema>>;
  /** The vendor's client. */
  sdk(baseId: string, token?: string): Airtable.Base;
}

type Headers = Response['headers'];

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

export const startOfTest = Date.parse('2025-03-01T12:00:00.400Z');

export async function startWorld(
  options: AirtableOptions = { limits: false },
  speed = 1,
  hintFaults: readonly (HintFaultName | undefined)[] = [],
): Promise<World> {
  const clock = { now: startOfTest };
  const post = createHintPost();
  closers.push(async () => post.close());
  const faults = [...hintFaults];
  const context = { now: () => clock.now, random: seededRandom(7), speed, post, drawHintFault: () => faults.shift() };
  const app = createAirtableApp(context, options);
  const { baseUrl, close } = await serve(app);
  closers.push(close);

  async function call(method: string, path: string, body?: unknown, token = 'patTest'): Promise<Answer> {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
  }

  async function expectAnswer<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    const answer = await call(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return schema.parse(answer.body);
  }

  return {
    baseUrl,
    clock,
    call,
    expect: expectAnswer,
    createBase: (tables) =>
      expectAnswer(baseSchema, 'POST', '/v0/meta/bases', { name: 'CRM', workspaceId: 'wspTest', tables }),
    createField: (baseId, tableId, field) =>
      expectAnswer(fieldSchema, 'POST', `/v0/meta/bases/${baseId}/tables/${tableId}/fields`, field),
    sdk: (baseId, token = 'patTest') =>
      new Airtable({ apiKey: token, endpointUrl: baseUrl, noRetryIfRateLimited: true }).base(baseId),
  };
}

/** mulberry32: the same ids in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const companyTable = {
  name: 'Accounts',
  fields: [
    { name: 'Name', type: 'singleLineText' },
    { name: 'Website', type: 'url' },
    { name: 'Employees', type: 'number', options: { precision: 0 } },
    { name: 'Sector', type: 'singleSelect', options: { choices: [{ name: 'Software' }, { name: 'Retail' }] } },
  ],
};

export const peopleTable = {
  name: 'People',
  fields: [
    { name: 'Full name', type: 'singleLineText' },
    { name: 'Email', type: 'email' },
  ],
};

/** Accounts and People, with a link field `Account` on People and its inverse `People` on Accounts. */
export async function startCrm(
  options?: AirtableOptions,
): Promise<{ world: World; baseId: string; accounts: string; people: string }> {
  const world = await startWorld(options);
  const base = await world.createBase([companyTable, peopleTable]);
  const [accounts, people] = base.tables;
  if (accounts === undefined || people === undefined) throw new Error('The base lacks its tables.');
  await world.createField(base.id, people.id, {
    name: 'Account',
    type: 'multipleRecordLinks',
    options: { linkedTableId: accounts.id },
  });
  return { world, baseId: base.id, accounts: accounts.id, people: people.id };
}
