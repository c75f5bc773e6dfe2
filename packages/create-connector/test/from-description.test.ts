import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Connector } from '@linkwright/core';
import { collect, createTestContext, startScriptedServer } from '@linkwright/core/testing';
import { createConnectorPackage } from '@linkwright/create-connector';
import { expect, onTestFinished, test } from 'vitest';
import { runProcess } from '../../../test/outside/run-process.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { workspaceVersions } from './support/workspace-versions.ts';

const petShop = fileURLToPath(new URL('fixtures/pet-shop.yaml', import.meta.url));
const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const options = { signal: new AbortController().signal };

async function create(from: string, objects?: string) {
  const workingDirectory = await temporaryFolder();
  const given = { name: 'pet-shop', from, objects };
  const created = await createConnectorPackage(given, { workingDirectory, versions: workspaceVersions() });
  await symlink(modules, join(created.directory, 'node_modules'));
  const read = (path: string) => readFile(join(created.directory, path), 'utf8');
  return { ...created, read };
}

/** A description in a file of its own. */
async function described(root: unknown): Promise<string> {
  const path = join(await temporaryFolder(), 'description.json');
  await writeFile(path, typeof root === 'string' ? root : JSON.stringify(root));
  return path;
}

const listOf = (items: object, parameters: readonly object[] = [], more: object = {}) => {
  const properties = { items: { type: 'array', items }, ...more };
  const content = { 'application/json': { schema: { type: 'object', properties } } };
  return { get: { parameters, responses: { 200: { description: 'all', content } } } };
};

test('a package from a description is tidy, has sound types, and its tests say what is left to do', async () => {
  const { directory, proposal, read } = await create(petShop);
  const run = (tool: string, ...typed: string[]) =>
    runProcess(join(modules, '.bin', tool), typed, { cwd: directory, env: { NO_COLOR: '1', FORCE_COLOR: undefined } });
  expect.soft(await run('biome', 'check')).toMatchObject({ exitCode: 0 });
  expect.soft(await run('tsc')).toEqual({ exitCode: 0, output: '' });
  const tests = await run('vitest', 'run', '--reporter=verbose');
  expect(tests, tests.output).toMatchObject({ exitCode: 0 });
  expect(proposal?.leftToDo.length).toBeGreaterThan(5);
  for (const what of proposal?.leftToDo ?? []) expect(tests.output).toContain(what);
  expect(tests.output).toContain(`2 passed | ${proposal?.leftToDo.length} todo`);
  expect(JSON.parse(await read('package.json'))).toMatchObject({
    private: true,
    name: 'linkwright-connector-pet-shop',
  });
});

test('objects, fields and associations are proposed from schemas', async () => {
  const { directory, proposal, read } = await create(petShop);
  expect(proposal?.objects).toEqual(['pets', 'owners']);
  const connector = await load(directory);
  const connection = connector.connect(connector.settings.parse({ accessToken: 'a' }), createTestContext());
  const [pets, owners] = await connection.describeObjects({ objects: ['pets', 'owners'] }, options);
  const types = Object.fromEntries(
    (pets?.fields ?? []).map(({ id, type, readOnly }) => [id, readOnly ? `${type} r` : type]),
  );
  expect(types).toEqual({
    name: 'text',
    status: 'option',
    born: 'date',
    weight: 'decimal',
    legs: 'integer',
    tame: 'boolean',
    likes: 'options',
    description: 'multiline',
    chip: 'json r',
    updated_at: 'datetime r',
  });
  expect(pets?.fields.find(({ id }) => id === 'name')).toMatchObject({ required: true });
  expect(pets?.fields.find(({ id }) => id === 'status')?.options?.map(({ value }) => value)).toEqual([
    'available',
    "it's sold",
  ]);
  expect(pets?.associations).toMatchObject([
    { id: 'owner_id', targets: ['owners'], cardinality: 'one', readOnly: false },
    { id: 'friends', targets: ['pets'], cardinality: 'many', readOnly: true },
  ]);
  expect(owners?.fields.map(({ id, type }) => [id, type])).toEqual([
    ['e-mail', 'email'],
    ['full_name', 'text'],
    ['phone', 'phone'],
  ]);
  const client = await read('src/pet-shop-client.ts');
  expect(client).toContain("default('https://eu.pets.example/v1')");
  expect(client).toContain("headerKey('x-key', accessToken)");
});

test('its calls read pages and changes, and write', async () => {
  const { directory } = await create(petShop, 'pets, owners');
  const pet = (id: number, more: object = {}) => ({
    id,
    name: `Pet ${id}`,
    updated_at: `2026-01-0${id}T00:00:00Z`,
    ...more,
  });
  const server = await startScriptedServer(({ method, path, query }) => {
    if (method === 'POST') return { status: 201, body: pet(3) };
    if (method === 'PATCH')
      return path === '/pets/9' ? { status: 404, body: {} } : { status: 200, body: pet(1, { legs: 3 }) };
    if (method === 'DELETE') return { status: 204 };
    if (path === '/pets/1') return { status: 200, body: pet(1, { friends: [pet(2)] }) };
    if (path !== '/pets') return { status: 404, body: {} };
    const isLast = query.get('cursor') === 'second';
    return { status: 200, body: { data: [pet(isLast ? 2 : 1)], paging: { next_cursor: isLast ? null : 'second' } } };
  });
  onTestFinished(server.close);
  const connector = await load(directory);
  const settings = connector.settings.parse({ accessToken: 'the-key', baseUrl: server.baseUrl });
  const connection = connector.connect(settings, createTestContext());
  const asked = { object: 'pets', fields: ['name'], associations: ['friends'] };

  const pages = await collect(connection.readChanges({ ...asked, since: null }, options));
  expect(pages.flatMap(({ records }) => records.map(({ id, fields }) => [id, fields.name]))).toEqual([
    ['1', 'Pet 1'],
    ['2', 'Pet 2'],
  ]);
  await collect(connection.readChanges({ ...asked, since: pages.at(-1)?.checkpoint ?? null }, options));
  expect(server.requests.at(-1)?.query.get('updated_since')).toBe('2026-01-02T00:00:00.000Z');
  expect(server.requests.at(-1)?.headers['x-key']).toBe('the-key');
  expect(await connection.readRecords({ ...asked, ids: ['1', '7'] }, options)).toMatchObject([
    { id: '1', record: { fields: { name: 'Pet 1' }, associations: { friends: [{ id: '2' }] } } },
    { id: '7', record: null },
  ]);

  const write = (change: object) =>
    connection.write({ object: 'pets', changes: [{ writeId: 'w', ...change }] } as never, options);
  const edit = { add: [{ id: '5' }], remove: [], result: [{ id: '5' }] };
  const fields = { name: 'Rex', legs: '4', likes: null };
  expect(await write({ kind: 'create', fields, associations: { owner_id: edit } })).toMatchObject([
    { kind: 'written', record: { id: '3' } },
  ]);
  expect(server.requests.at(-1)).toMatchObject({
    method: 'POST',
    path: '/pets',
    body: { name: 'Rex', legs: 4, likes: [], owner_id: 5 },
  });
  expect(await write({ kind: 'update', id: '9', fields: {} })).toEqual([{ kind: 'gone' }]);
  expect(await write({ kind: 'archive', id: '1' })).toMatchObject([{ kind: 'written' }]);
  expect(server.requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/pets/1' });
});

test('OpenAPI 3.1 in JSON, with types that may be null, pages that are counted, and records that are embedded', async () => {
  const account = { type: 'object', properties: { id: { type: 'string' }, website: { type: ['string', 'null'] } } };
  const person = {
    type: 'object',
    properties: {
      personId: { type: 'string' },
      first_name: { type: ['string', 'null'] },
      birthday: { oneOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
      company: { anyOf: [{ $ref: '#/components/schemas/Account' }, { type: 'null' }] },
    },
  };
  const parameters = [
    { name: 'offset', in: 'query', schema: { type: 'integer' } },
    { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 50 } },
  ];
  const { proposal, read } = await create(
    await described({
      openapi: '3.1.0',
      info: {},
      paths: {
        '/people': listOf(person, parameters),
        '/companies.json': listOf({ $ref: '#/components/schemas/Account' }),
      },
      components: { schemas: { Account: account } },
    }),
  );
  expect(proposal?.objects).toEqual(['people', 'companies']);
  const schema = await read('src/pet-shop-schema.ts');
  expect(schema).toContain("id: 'first_name', type: 'text', readOnly: true, standard: 'Person.givenName'");
  expect(schema).toContain("id: 'birthday', type: 'date'");
  expect(schema).toContain("id: 'website', type: 'url', readOnly: true, standard: 'Organization.url'");
  expect(await read('src/pet-shop-associations.ts')).toMatch(/id: 'company',\s+targets: \['companies'\]/);
  expect(await read('src/pet-shop-calls.ts')).toMatch(
    /kind: 'offset',\s+parameter: 'offset',\s+sizeParameter: 'limit',\s+size: 50/,
  );
  expect(proposal?.leftToDo).toContain(
    'people: pages are counted, so a record is missed where another one is deleted meanwhile',
  );
});

test('schemas that name themselves, and references that lead nowhere, end', async () => {
  const item = { allOf: [{ $ref: '#/components/schemas/Node' }], properties: { id: { type: 'string' } } };
  const node = { allOf: [{ $ref: '#/components/schemas/Node' }], properties: { parent: { $ref: 'other.yaml#/Node' } } };
  const { proposal } = await create(
    await described({ openapi: '3.0.0', paths: { '/nodes': listOf(item) }, components: { schemas: { Node: node } } }),
  );
  expect(proposal?.objects).toEqual(['nodes']);
});

test.each([
  ['{ "swagger": "2.0" }', 'is Swagger 2.0: convert it to OpenAPI 3 first'],
  ['openapi: 4.0.0\npaths: {}', 'is OpenAPI 4.0.0: 3.0 and 3.1 are understood'],
  ['just a text', 'is no OpenAPI description'],
  ['{ "openapi": ', 'is neither YAML nor JSON'],
  ['openapi: 3.0.0\npaths: {}', 'it lists no records'],
])('%j is refused, and nothing is written', async (text, why) => {
  const workingDirectory = await temporaryFolder();
  const given = { name: 'pet-shop', from: await described(text) };
  const refused = createConnectorPackage(given, { workingDirectory, versions: workspaceVersions() });
  await expect(refused).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining(why) });
});

test('objects that are not there are told with the nearest, all at once; so is a file that is not there', async () => {
  await expect(create(petShop, 'pet,owner,zebras')).rejects.toThrow(
    /pet is not in .*Did you mean pets\?\n.*owner is not in .*Did you mean owners\?\n.*zebras is not in .*it lists pets, owners, visits/,
  );
  await expect(create('/nowhere/openapi.yaml')).rejects.toThrow(/cannot be read/);
});

async function load(directory: string): Promise<Connector<unknown>> {
  const { default: connector }: { default: Connector<unknown> } = await import(
    /* @vite-ignore */ pathToFileURL(join(directory, 'src/index.ts')).href
  );
  return connector;
}
