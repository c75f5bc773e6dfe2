import { startScriptedServer } from '@linkwright/core/testing';
import { expect, it, onTestFinished } from 'vitest';
import { startWitness } from '../../../test/described-api/witness.ts';
import { kintoneDescription } from './support/described-api/kintone-description.ts';

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

async function exchange({ method = 'GET', path, headers = {}, body }: Sent, answer: unknown, status = 200) {
  const app = await startScriptedServer(() => ({ status, body: answer }));
  onTestFinished(app.close);
  const witness = await startWitness(kintoneDescription, app.baseUrl);
  onTestFinished(witness.close);
  const json = { 'content-type': 'application/json', ...headers };
  const sent = body === undefined ? {} : { headers: json, body: JSON.stringify(body) };
  await fetch(`${witness.baseUrl}${path}`, { method, ...sent });
  return witness.contradictions;
}

const list = { path: '/k/v1/records.json?app=1&fields[0]=Name&query=limit%201' };
const record = { Name: { type: 'SINGLE_LINE_TEXT', value: 'Ann' }, Born: { type: 'DATE', value: null } };
const listed = { records: [record], totalCount: null };
const create = {
  method: 'POST',
  path: '/k/v1/records.json',
  body: { app: '1', records: [{ Name: { value: 'Ann' } }] },
};
const created = { ids: ['1'], revisions: ['1'] };
const fields = { path: '/k/v1/app/form/fields.json?app=1' };
const name = { type: 'SINGLE_LINE_TEXT', code: 'Name', label: 'Name', noLabel: false, required: true };
const instead = { 'x-http-method-override': 'GET' };

it.each<[string, Sent, unknown, RegExp[]]>([
  ['nothing', list, listed, []],
  ['nothing of a guest space', { path: '/k/guest/3/v1/app.json?id=1' }, { appId: '1', spaceId: null }, []],
  ['a parameter', { path: `${list.path}&limit=1` }, listed, [/parameters: .*limit/]],
  ['a parameter that is missing', { path: '/k/v1/records.json?query=' }, listed, [/parameters: app: /]],
  ['a parameter that is no list', { path: '/k/v1/records.json?app=1&fields=Name' }, listed, [/parameters: fields: /]],
  ['a member of an answer', list, { ...listed, total: 1 }, [/answer 200: .*total/]],
  ['a value of another type', list, { records: [{ Name: { type: 'CHECK_BOX', value: 'A' } }] }, [/records: 0: Name/]],
  ['a type of fields', list, { records: [{ Name: { type: 'TEXT', value: 'A' } }] }, [/records: 0: Name/]],
  ['nothing of a body in place of an address', { ...create, headers: instead, body: { app: '1' } }, listed, []],
  [
    'a member of such a body',
    { ...create, headers: instead, body: { app: '1', limit: 1 } },
    listed,
    [/request: .*limit/],
  ],
  ['nothing of what is written', create, created, []],
  ['a body without a member', { ...create, body: { app: '1' } }, created, [/request: records: /]],
  [
    'a cell without its value',
    { ...create, body: { app: '1', records: [{ Name: 'Ann' }] } },
    created,
    [/request: records: 0: Name/],
  ],
  ['nothing of a form', fields, { properties: { Name: name }, revision: '2' }, []],
  ['a member of a field', fields, { properties: { Name: { ...name, options: {} } } }, [/properties: Name/]],
  ['a path', { path: '/k/v1/plugins.json' }, {}, [/GET \/k\/v1\/plugins\.json is not described/]],
  ['a method', { method: 'PATCH', path: '/k/v1/records.json' }, {}, [/is not described/]],
])('the witness of the description tells %s', async (_name, sent, answer, expected) => {
  const contradictions = await exchange(sent, answer);
  expect(contradictions).toHaveLength(expected.length);
  for (const [index, pattern] of expected.entries()) expect(contradictions[index]).toMatch(pattern);
});

it('the witness tells a refusal that lacks its code, and a status', async () => {
  expect(await exchange(list, { id: 'x', message: 'no' }, 400)).toEqual([expect.stringMatching(/answer 400: code/)]);
  expect(await exchange(list, { code: 'CB_VA01', id: 'x', message: 'no' }, 400)).toEqual([]);
  expect(await exchange(create, created, 201)).toEqual([expect.stringMatching(/the status 201 is not described/)]);
});
