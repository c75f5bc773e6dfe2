import { startScriptedServer } from '@linkwright/core/testing';
import { afterEach, expect, it } from 'vitest';
import { startWitness, type Witness } from '../../../test/described-api/witness.ts';
import { hubspotDescription } from './support/described-api/hubspot-description.ts';

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

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly form?: Record<string, string>;
}

async function exchange(request: Sent, status: number, body: unknown) {
  const app = await startScriptedServer(() => ({ status, body }));
  closing.push(app.close);
  const witness: Witness = await startWitness(hubspotDescription, app.baseUrl);
  closing.push(witness.close);
  const { method = 'POST', path, body: json, form } = request;
  const sent = form === undefined ? JSON.stringify(json) : new URLSearchParams(form);
  await fetch(`${witness.baseUrl}${path}`, { method, ...(sent === undefined ? {} : { body: sent }) });
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

const list = { method: 'GET', path: `${contacts}?limit=1` };
const listed = { results: [record] };
const refused = {
  status: 'error',
  category: 'VALIDATION_ERROR',
  message: 'no',
  correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf',
};
const failure = { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'no', context: {}, errors: [], links: {} };
const token = { access_token: 'a', token_type: 'bearer', expires_in: 1_800 };

it.each([
  ['nothing', read, 200, told, []],
  [
    'a request without a member',
    { ...read, body: { inputs: [{ id: '1' }], properties: [] } },
    200,
    told,
    [/batch\/read .*contacts\.json.*, request: propertiesWithHistory:/],
  ],
  ['a member too many', { ...read, body: { ...read.body, archived: true } }, 200, told, [/request: .*archived/]],
  ['a type', { ...read, body: { ...read.body, inputs: [{ id: 1 }] } }, 200, told, [/request: inputs: 0: id: /]],
  ['an answer without a member', read, 200, { ...told, results: [{ ...record, updatedAt: undefined }] }, [/updatedAt/]],
  ['an answer with one too many', read, 200, { ...told, total: 1 }, [/answer 200: .*total/]],
  ['a date that is none', read, 200, { ...told, startedAt: '3 February' }, [/answer 200: startedAt/]],
  ['errors of an answer that says all is well', read, 200, { ...told, errors: [failure] }, [/answer 200: .*errors/]],
  ['nothing of single failures', read, 207, { ...told, numErrors: 1, errors: [failure] }, []],
  [
    'a single failure without its context',
    read,
    207,
    { ...told, errors: [{ ...failure, context: undefined }] },
    [/answer 207: errors: 0: context/],
  ],
  ['a status', read, 201, told, [/the status 201 is not described/]],
  ['nothing of a refusal', read, 400, refused, []],
  ['a refusal without a text', read, 400, { ...refused, message: undefined }, [/answer 400: message/]],
  ['a refusal without a category', read, 400, { ...refused, category: undefined }, [/answer 400: category/]],
  ['a path of version 3', { method: 'GET', path: '/crm/v3/objects/contacts' }, 200, told, [/is not described/]],
  ['a path of another object', { method: 'GET', path: '/crm/lists/2026-09' }, 200, told, [/is not described/]],
  [
    'a kind of rule',
    { method: 'GET', path: '/crm/property-validations/2026-09/0-1' },
    200,
    { results: [{ propertyName: 'phone', propertyValidationRules: [{ ruleType: 'PHONE', ruleArguments: [] }] }] },
    [/results: 0: propertyValidationRules: 0: ruleType/],
  ],
  ['a method', { ...read, method: 'PUT' }, 200, told, [/is not described/]],
  ['a parameter', { ...list, path: `${list.path}&since=2` }, 200, listed, [/parameters: .*since/]],
  ['a parameter of another type', { ...list, path: `${contacts}?limit=many` }, 200, listed, [/parameters: limit/]],
  ['nothing of a form', { path: '/oauth/2026-09/token', form: { grant_type: 'refresh_token' } }, 200, token, []],
  [
    'a kind of grant',
    { path: '/oauth/2026-09/token', form: { grant_type: 'password' } },
    200,
    token,
    [/request: grant_type/],
  ],
])('the witness of the description tells %s', async (_name, request, status, body, expected) => {
  const contradictions = await exchange(request, status, body);
  expect(contradictions).toHaveLength(expected.length);
  for (const [index, pattern] of expected.entries()) expect(contradictions[index]).toMatch(pattern);
});
