import type { Connector } from '@linkwright/core';
import { createTestContext } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import { acceptConnector, connectApp } from '../../src/index.ts';
import { bookshelfConnector, createShelf } from '../fixtures/contract-1/bookshelf-connector.ts';
import type { Connector as FirstConnector } from '../fixtures/contract-1/contract.ts';
import { twoApps } from '../support/two-apps.ts';

/**
 * Types that the compiler compares: a change of the contract that breaks connectors of its first version does not compile here. Such a
 * change raises `contractVersion`, and brings an upgrade from version 1 that this is then compared with.
 */
const stillFits = (connector: FirstConnector<unknown>): Connector<unknown> => connector;

describe('a connector that was built against version 1 of the contract', () => {
  it('is accepted as it is, and syncs: creates, edits, refusals and deletions', async () => {
    const shelf = createShelf();
    const accepted = acceptConnector(stillFits(bookshelfConnector(shelf)), { connector: 'bookshelf 1.0.0' });
    if (accepted.connector === null) throw new Error(accepted.reason);
    expect(accepted).toMatchObject({ builtFor: 1, warnings: [] });
    const { connector } = accepted;
    const apps = await twoApps({
      left: {
        objects: [
          {
            id: 'titles',
            fields: [
              { id: 'title', type: 'text' },
              { id: 'pages', type: 'integer' },
            ],
          },
        ],
      },
      right: { objects: [], capabilities: connector.capabilities },
      syncs: {
        books: {
          left: { connection: 'left', object: 'titles' },
          right: { connection: 'right', object: 'Books' },
          match: { left: 'title', right: 'Title' },
          fields: [
            { left: 'title', right: 'Title' },
            { left: 'pages', right: 'Pages' },
          ],
          sweep: '1m',
        },
      },
      wrap: (app, side) =>
        side === 'left' ? app : connectApp(connector, {}, createTestContext(), { connector: 'bookshelf 1.0.0' }),
    });
    const emma = apps.left.create('titles', { title: 'Emma', pages: '474' });
    apps.left.create('titles', { title: 'The Library of Babel', pages: '9999' });
    shelf.books.set('1', { title: 'Middlemarch', pages: '880' });
    shelf.changed.push('1');
    await apps.sync();
    expect(shelf.books.get('2')).toEqual({ title: 'Emma', pages: '474' });
    expect(apps.left.readAll('titles').map(({ fields }) => fields.title)).toContain('Middlemarch');
    expect(await apps.failing()).toMatchObject([{ reason: 'value-invalid' }]);

    apps.left.update('titles', emma, { pages: '475' });
    await apps.sync();
    expect(shelf.books.get('2')).toEqual({ title: 'Emma', pages: '475' });
    expect(apps.written(await apps.sync())).toBe(0);
  });
});
