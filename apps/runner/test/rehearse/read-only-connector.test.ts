import { createInMemoryApp, createInMemoryConnector, createTestContext } from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import { readOnlyConnector } from '../../src/rehearse/read-only-connector.ts';

const options = { signal: new AbortController().signal };

test('a connection that only reads refuses every write before the app sees it', async () => {
  const app = createInMemoryApp({
    name: 'rolodex',
    capabilities: { merges: true },
    objects: [
      { id: 'firm', name: 'Firms', displayField: 'name', fields: [{ id: 'name', type: 'text' }] },
      {
        id: 'card',
        name: 'Cards',
        displayField: 'name',
        fields: [{ id: 'name', type: 'text' }],
        associations: [{ id: 'works_for', name: 'Works for', targets: ['firm'], cardinality: 'one' }],
      },
    ],
  });
  const firm = app.create('firm', { name: 'Acme' });
  const card = app.create('card', { name: 'Ada' });
  const connection = readOnlyConnector(
    createInMemoryConnector(app, { name: 'rolodex', displayName: 'Rolodex' }),
  ).connect({}, createTestContext());
  const read = () =>
    connection.readRecords({ object: 'card', ids: [card], fields: ['name'], associations: ['works_for'] }, options);
  const before = await read();
  expect(before[0]?.record?.fields).toEqual({ name: 'Ada' });

  const refused = expect.objectContaining({ code: 'rehearsal-reads-only' });
  const fields = { name: 'Eve' };
  for (const change of [
    { kind: 'create', writeId: '1', fields },
    { kind: 'update', writeId: '2', id: card, fields },
    { kind: 'archive', writeId: '3', id: card },
  ] as const) {
    await expect(connection.write({ object: 'card', changes: [change] }, options)).rejects.toEqual(refused);
  }
  const change = { writeId: '4', id: card, field: 'works_for', add: [{ id: firm }], remove: [] };
  await expect(connection.writeAssociations?.({ object: 'card', changes: [change] }, options)).rejects.toEqual(refused);
  const other = app.create('card', { name: 'Eve' });
  const merger = { object: 'card', survivor: card, merged: other };
  await expect(connection.mergeRecords?.(merger, options)).rejects.toEqual(refused);
  expect(await read()).toEqual(before);
  const ids = [];
  for await (const page of connection.listIds({ object: 'card' }, options)) ids.push(...page);
  expect(ids).toEqual([card, other]);
});
