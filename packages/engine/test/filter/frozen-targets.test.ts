import { setImmediate } from 'node:timers/promises';
import type { AppConnection } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import { type TwoApps, twoApps } from '../support/two-apps.ts';

/** Contacts point at companies and companies at contacts, so that one of them is worked on before the other is read. */
const objects: readonly InMemoryObject[] = [
  {
    id: 'companies',
    fields: [
      { id: 'name', type: 'text' },
      { id: 'kind', type: 'text' },
    ],
    associations: [{ id: 'owner', targets: ['contacts'], cardinality: 'one' }],
  },
  {
    id: 'contacts',
    fields: [{ id: 'name', type: 'text' }],
    associations: [{ id: 'companies', targets: ['companies'], cardinality: 'many' }],
  },
];

const both = (object: string) => ({
  left: { connection: 'left', object },
  right: { connection: 'right', object },
  match: { left: 'name', right: 'name' },
  fields: [{ left: 'name', right: 'name' }],
});

/** The companies of the left app are answered only when a write has arrived somewhere, or none comes any more. */
function slowCompanies(): { readonly wrap: (app: AppConnection, side: 'left' | 'right') => AppConnection } {
  let written = false;
  const noting = (app: AppConnection): AppConnection => ({
    ...app,
    writeAssociations: (...call) => {
      written = true;
      return app.writeAssociations?.(...call) ?? Promise.resolve([]);
    },
  });
  return {
    wrap: (app, side) => ({
      ...noting(app),
      async *readChanges(request, options) {
        written = false;
        if (side === 'left' && request.object === 'companies') {
          for (let turns = 0; turns < 500 && !written; turns += 1) await setImmediate();
        }
        yield* app.readChanges(request, options);
      },
    }),
  };
}

const start = (): Promise<TwoApps> =>
  twoApps({
    left: { objects },
    right: { objects },
    ...slowCompanies(),
    syncs: {
      companies: {
        ...both('companies'),
        associations: [{ left: 'owner', right: 'owner' }],
        filter: { left: { kind: { not: 'former' } }, onExit: 'freeze' },
      },
      contacts: { ...both('contacts'), associations: [{ left: 'companies', right: 'companies' }] },
    },
  });

test('an edge to a company that has left its filter since the last cycle stays, although contacts are read first', async () => {
  const apps = await start();
  const acme = apps.left.create('companies', { name: 'Acme' });
  const ada = apps.left.create('contacts', { name: 'Ada' }, { companies: [acme] });
  await apps.sync();
  const [edge] = apps.right.readEdges('contacts', 'companies');
  expect(edge).toBeDefined();
  apps.left.update('companies', acme, { kind: 'former' });
  apps.left.disassociate('contacts', ada, 'companies', acme);
  await apps.sync();
  expect(apps.right.readEdges('contacts', 'companies')).toEqual([edge]);
  expect(await apps.held()).toEqual([{ side: 'left', id: acme, reason: 'frozen' }]);
  apps.left.update('companies', acme, { kind: '' });
  await apps.sync();
  expect(apps.right.readEdges('contacts', 'companies')).toEqual([]);
});
