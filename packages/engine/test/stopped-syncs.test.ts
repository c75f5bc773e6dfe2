import { AuthenticationError, type ObjectSchema } from '@linkwright/core';
import { expect, test } from 'vitest';
import { describeStatus } from '../src/index.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

const lacking = (): AuthenticationError =>
  new AuthenticationError('The token lacks a scope: secrets.', {
    code: 'scope-missing',
    missingScopes: ['secrets'],
    remedy: 'Add it.',
  });

/** Two syncs of which the first one may not do something on the right side. */
function start(refused: 'read' | 'write'): Promise<TwoApps> {
  const [secrets, vault] = [
    { ...contacts, id: 'secrets' },
    { ...people, id: 'vault' },
  ];
  return twoApps({
    left: { objects: [secrets, contacts] },
    right: { objects: [vault, people] },
    syncs: {
      secrets: peopleSync({
        left: { connection: 'left', object: 'secrets' },
        right: { connection: 'right', object: 'vault' },
      }),
      people: peopleSync(),
    },
    wrap: (app, side) =>
      side === 'left'
        ? app
        : {
            ...app,
            readChanges(request, options) {
              if (refused === 'read' && request.object === 'vault') throw lacking();
              return app.readChanges(request, options);
            },
            async write(request, options) {
              if (refused === 'write' && request.object === 'vault') throw lacking();
              return app.write(request, options);
            },
          },
  });
}

test.each(['read', 'write'] as const)(
  'a scope that is missing to %s stops the sync that needs it, and no other',
  async (kind) => {
    const apps = await start(kind);
    apps.left.create('secrets', { email: 'a@x.example' });
    apps.left.create('contacts', { email: 'b@x.example' });
    const report = await apps.sync();
    expect(report).toMatchObject({
      status: 'stopped',
      stopped: [{ name: 'secrets', association: null, error: { code: 'scope-missing', missingScopes: ['secrets'] } }],
    });
    expect([apps.right.count('vault'), apps.right.count('people')]).toEqual([0, 1]);
    expect((await describeStatus(apps.store, (await apps.compile()).syncs, { limit: 1 })).lastRun?.stopped).toEqual([
      {
        name: 'secrets',
        connection: null,
        association: null,
        code: 'scope-missing',
        message: 'The token lacks a scope: secrets.',
        remedy: 'Add it.',
      },
    ]);
  },
);

const refusal = (reach?: 'connection' | 'object'): AuthenticationError =>
  new AuthenticationError('Not allowed.', { code: 'access-denied', remedy: 'Allow it.', ...(reach && { reach }) });

/** Companies and contacts, and the association between them; what the right app refuses can be changed. */
function startWithCompanies(refuses: (object: string) => AuthenticationError | null) {
  const field = { id: 'company', cardinality: 'many' } as const;
  const left = { ...contacts, associations: [{ ...field, targets: ['companies'] }] };
  const right = { ...people, associations: [{ ...field, targets: ['firms'] }] };
  const companies = { ...contacts, id: 'companies' };
  const firms = { ...people, id: 'firms' };
  const formerSchemas = new Map<string, ObjectSchema>();
  const apps = twoApps({
    left: { objects: [companies, left] },
    right: { objects: [firms, right] },
    formerSchemas: () => ({ right: formerSchemas }),
    syncs: {
      companies: peopleSync({
        left: { connection: 'left', object: 'companies' },
        right: { connection: 'right', object: 'firms' },
      }),
      contacts: peopleSync({ associations: [{ left: 'company', right: 'company' }] }),
    },
    wrap: (app, side) =>
      side === 'left'
        ? app
        : {
            ...app,
            async describeObjects(request, options) {
              for (const object of request.objects) {
                const error = refuses(object);
                if (error) throw error;
              }
              const schemas = await app.describeObjects(request, options);
              for (const schema of schemas) formerSchemas.set(schema.id, schema);
              return schemas;
            },
          },
  });
  return { apps, formerSchemas };
}

test('an object that is refused stops, while nothing is known of it, the syncs that map an association to it too', async () => {
  const { apps: starting } = startWithCompanies((object) => (object === 'firms' ? refusal('object') : null));
  const apps = await starting;
  const { stopped, problems, syncs } = await apps.compile();
  expect({ problems, syncs: syncs.map(({ name }) => name) }).toEqual({ problems: [], syncs: ['contacts'] });
  expect(stopped).toMatchObject([
    { name: 'companies', association: null, error: { code: 'access-denied' } },
    { name: 'contacts', association: 'company' },
  ]);
  apps.left.create('contacts', { email: 'a@x.example' });
  expect(await apps.sync()).toMatchObject({ status: 'stopped', syncs: [] });
  expect(apps.right.count('people')).toBe(0);
});

test('an object that is refused later keeps its links, and the associations to it go on', async () => {
  let isRefused = false;
  const { apps: starting } = startWithCompanies((object) =>
    isRefused && object === 'firms' ? refusal('object') : null,
  );
  const apps = await starting;
  const acme = apps.left.create('companies', { email: 'acme@x.example' });
  const ada = apps.left.create('contacts', { email: 'a@x.example' });
  await apps.sync();
  isRefused = true;
  apps.left.associate('contacts', ada, 'company', acme);
  apps.left.update('companies', acme, { name: 'Acme' });
  const report = await apps.sync();
  expect(report).toMatchObject({
    status: 'stopped',
    stopped: [{ name: 'companies', association: null }],
    syncs: [{ name: 'contacts' }],
  });
  const person = only(apps.right, 'people').id;
  const firm = only(apps.right, 'firms');
  expect(apps.right.readEdges('people', 'company')).toEqual([[person, firm.id]]);
  isRefused = false;
  expect(await apps.sync()).toMatchObject({ status: 'done' });
  expect(only(apps.right, 'firms').fields).toMatchObject({ name: 'Acme' });
  expect(apps.written(await apps.sync())).toBe(0);
});

test('a refusal of the whole connection while its objects are described ends everything', async () => {
  const { apps } = startWithCompanies(() => refusal());
  await expect((await apps).compile()).rejects.toMatchObject({ code: 'access-denied', reach: 'connection' });
});
