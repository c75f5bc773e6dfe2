import { createTestContext } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import { acceptConnector } from '../../src/index.ts';
import { bookshelfConnector, createShelf } from '../fixtures/contract-1/bookshelf-connector.ts';
import { fromContract1, type SecondConnection } from '../fixtures/contract-1/from-contract-1.ts';

const signal = new AbortController().signal;
const shelf = () => {
  const made = createShelf();
  made.books.set('1', { title: 'Emma', pages: '474' });
  return made;
};

describe('when a second version of the contract comes', () => {
  const options = { connector: 'bookshelf 1.0.0', speaks: 2, upgrades: [fromContract1] };

  it('a connector of the first goes on working: it answers as the second asks', async () => {
    const accepted = acceptConnector(bookshelfConnector(shelf()), options);
    expect(accepted).toMatchObject({ builtFor: 1, connector: { name: 'bookshelf' } });
    const app = accepted.connector?.connect({}, createTestContext()) as unknown as SecondConnection;
    const pages = [];
    for await (const page of app.listIds({ object: 'books' }, { signal })) pages.push(page);
    expect(pages).toEqual([{ ids: ['1'] }]);
    expect(
      await app.readRecords({ object: 'books', ids: ['1'], fields: ['title'], associations: [] }, { signal }),
    ).toEqual([{ id: '1', record: { id: '1', fields: { title: 'Emma', pages: '474' } } }]);
  });

  it('its user is told once until which release it works, and what to do', () => {
    const { warnings } = acceptConnector(bookshelfConnector(shelf()), options) as { warnings?: readonly Error[] };
    expect(warnings).toMatchObject([
      {
        name: 'DeprecationWarning',
        code: 'contract-version-deprecated',
        removedIn: '3.0.0',
        message:
          "bookshelf 1.0.0 was built for contract version 1 of Linkwright's connectors. linkwright 3.0.0 will not take that any more.",
        remedy: expect.stringContaining('Update the connector'),
      },
    ]);
  });

  it('a connector of the second is left alone', () => {
    const second = { ...bookshelfConnector(shelf()), contractVersion: 2 };
    expect(acceptConnector(second, options)).toMatchObject({ builtFor: 2, warnings: [] });
  });

  it('upgrades follow each other, and a version that none begins at is refused with those that are taken', () => {
    const zero = { from: 0, upgrade: (connector: object) => ({ ...connector, contractVersion: 1 }) };
    const old = { ...bookshelfConnector(shelf()), contractVersion: 0 };
    expect(acceptConnector(old, { ...options, upgrades: [fromContract1, zero] })).toMatchObject({ builtFor: 0 });
    expect(acceptConnector(old, options)).toEqual({
      connector: null,
      fault: 'connector-too-old',
      reason: 'it was built for contract version 0, and this release of linkwright takes versions 1 to 2',
    });
    expect(acceptConnector({ ...old, contractVersion: 3 }, options)).toMatchObject({
      fault: 'host-too-old',
      reason: 'it was built for contract version 3, and this release of linkwright speaks version 2',
    });
  });
});

describe('what is no connector', () => {
  it.each([
    [undefined, 'the package has no default export'],
    [{}, 'contractVersion: expected 1'],
    [{ contractVersion: '1' }, 'contractVersion: expected 1'],
    [{ contractVersion: 1, name: 'x' }, 'displayName: '],
    [class Client {}, 'its default export is no connector'],
    [{ ...bookshelfConnector(createShelf()), capabilities: { batchLimits: 7 } }, 'capabilities.batchLimits: '],
    [
      { ...bookshelfConnector(createShelf()), capabilities: { batchLimits: { read: 0 } } },
      'capabilities.batchLimits.read: ',
    ],
  ])('%j is refused with what it lacks', (exported, told) => {
    expect(acceptConnector(exported, { connector: 'x' })).toMatchObject({
      fault: 'no-connector',
      reason: expect.stringContaining(told),
    });
  });
});
