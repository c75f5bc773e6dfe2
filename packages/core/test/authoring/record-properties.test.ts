import {
  decodeProperties,
  defineAssociation,
  defineField,
  encodeProperties,
  numberCodec,
  RecordError,
  textCodec,
  valuesBy,
} from '@linkwright/core';
import { expect, test } from 'vitest';

const companies = { targets: ['companies'], changeTouchesRecord: true } as const;
const schema = {
  fields: [defineField({ id: 'name', type: 'text' }), defineField({ id: 'pages', type: 'integer' })],
  associations: [
    defineAssociation({ id: 'employer', cardinality: 'one', ...companies }),
    defineAssociation({ id: 'clients', cardinality: 'many', ...companies }),
    defineAssociation({ id: 'group', cardinality: 'one', refersBy: 'code', ...companies }),
  ],
};
const { decode: decodeValue, encode: encodeValue } = valuesBy(({ type }) => {
  return type === 'integer' ? numberCodec(0) : textCodec();
});
const everything = { fields: ['name', 'pages'], associations: ['employer', 'clients', 'group'] };
const decode = (properties: Readonly<Record<string, unknown>>, asked = everything) =>
  decodeProperties(schema, properties, asked, decodeValue);

test('decodes what was asked for', () => {
  expect(decode({ name: 'Ada', pages: 3, employer: 7, clients: ['7', '8', '7'], group: 'A1', other: 'x' })).toEqual({
    fields: { name: 'Ada', pages: '3' },
    associations: { employer: [{ id: '7' }], clients: [{ id: '7' }, { id: '8' }], group: [{ key: 'A1' }] },
  });
  expect(decode({ name: 'Ada', pages: 3 }, { fields: ['pages'], associations: [] })).toEqual({
    fields: { pages: '3' },
    associations: {},
  });
});

test('an empty property is a blank, a missing or unreadable one is absent', () => {
  expect(decode({ name: null, employer: null, clients: [], group: '' })).toEqual({
    fields: { name: null },
    associations: { employer: [], clients: [], group: [] },
  });
  expect(decode({ employer: { id: 7 }, clients: [{ id: 7 }] })).toEqual({ fields: {}, associations: {} });
  const strange = { fields: ['no such field'], associations: ['no such association'] };
  expect(decode({ 'no such field': 1, 'no such association': '7' }, strange)).toEqual({ fields: {}, associations: {} });
});

test('encodes the fields that change, and sets as they shall be', () => {
  const edit = (...ids: readonly string[]) => ({ add: [], remove: [], result: ids.map((id) => ({ id })) });
  const change = {
    kind: 'update',
    writeId: 'u',
    id: '1',
    fields: { pages: '4', strange: 'x' },
    associations: {
      employer: edit(),
      clients: edit('7', '8'),
      group: { add: [], remove: [], result: [{ key: 'A1' }] },
    },
  } as const;
  expect(encodeProperties(schema, change, encodeValue)).toEqual({
    pages: 4,
    employer: null,
    clients: ['7', '8'],
    group: 'A1',
  });
  const error = new RecordError('gone', { code: 'gone', category: 'association-target', remedy: 'none' });
  const refused = [
    { field: 'clients', target: { id: '7' }, error },
    { field: 'group', target: { key: 'A1' }, error },
  ];
  expect(encodeProperties(schema, change, encodeValue, refused)).toEqual({
    pages: 4,
    employer: null,
    clients: ['8'],
    group: null,
  });
});

test('a value that the field does not take is refused by name, and a blank is one', () => {
  const change = { kind: 'create', writeId: 'c', fields: { pages: 'many' } } as const;
  expect(() => encodeProperties(schema, change, encodeValue)).toThrow(
    expect.objectContaining({ kind: 'record', field: 'pages', category: 'invalid-value' }),
  );
  expect(encodeProperties(schema, { ...change, fields: { pages: null, name: null } }, encodeValue)).toEqual({
    pages: null,
    name: null,
  });
});
