import { startScriptedServer } from '@linkwright/core/testing';
import { afterEach, expect, it } from 'vitest';
import { startWitness, type Witness } from './support/described-api/witness.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const record = {
  id: '1',
  properties: { email: null },
  createdAt: '2026-02-03T04:05:06.789Z',
  updatedAt: '2026-02-03T04:05:06Z',
  archived: false,
};

async function exchange(request: { method?: string; path: string; body?: unknown }, status: number, body: unknown) {
  const app = await startScriptedServer(() => ({ status, body }));
  closing.push(app.close);
  const witness: Witness = await startWitness(app.baseUrl);
  closing.push(witness.close);
  const { method = 'POST', path, body: sent } = request;
  await fetch(`${witness.baseUrl}${path}`, { method, ...(sent === undefined ? {} : { body: JSON.stringify(sent) }) });
  return witness.contradictions;
}

const contacts = '/crm/objects/2026-09/contacts';
const read = {
  path: `${contacts}/batch/read`,
  body: { inputs: [{ id: '1' }], properties: [], propertiesWithHistory: [] },
};
const told = {
  status: 'COMPLETE',
  results: [record],
  startedAt: '2026-02-03T04:05:06Z',
  completedAt: '2026-02-03T04:05:06Z',
};

it.each([
  ['nothing', read, 200, told, []],
  [
    'a request without a member',
    { ...read, body: { inputs: [{ id: '1' }], properties: [] } },
    200,
    told,
    [/batch\/read, request: propertiesWithHistory:/],
  ],
  ['a member too many', { ...read, body: { ...read.body, archived: true } }, 200, told, [/request: .*archived/]],
  ['an answer without a member', read, 200, { ...told, results: [{ ...record, updatedAt: undefined }] }, [/updatedAt/]],
  ['a status', read, 201, told, [/the status 201 is not described/]],
  ['a refusal without a text', read, 400, { status: 'error', correlationId: 'x' }, [/answer 400: message/]],
  ['a path of version 3', { method: 'GET', path: '/crm/v3/objects/contacts' }, 200, told, [/is not described/]],
  [
    'a parameter',
    { method: 'GET', path: `${contacts}?limit=1&since=2` },
    200,
    { results: [record] },
    [/the parameter since is not described/],
  ],
])('the witness of the description tells %s', async (_name, request, status, body, expected) => {
  const contradictions = await exchange(request, status, body);
  expect(contradictions).toHaveLength(expected.length);
  for (const [index, pattern] of expected.entries()) expect(contradictions[index]).toMatch(pattern);
});
