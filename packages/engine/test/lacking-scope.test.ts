import { AuthenticationError } from '@linkwright/core';
import { expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';

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
    await expect(apps.sync()).rejects.toMatchObject({
      kind: 'authentication',
      code: 'scope-missing',
      missingScopes: ['secrets'],
      message: 'The token lacks a scope: secrets. Not finished: secrets. The other syncs were run.',
    });
    expect([apps.right.count('vault'), apps.right.count('people')]).toEqual([0, 1]);
  },
);
