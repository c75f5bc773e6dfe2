import { expect, test } from 'vitest';
import {
  associationFieldSchemaSchema,
  defineAssociation,
  defineField,
  defineObject,
  fieldSchemaSchema,
  parseObjectSchema,
} from '../../src/index.ts';

test('a field is its id and type, and can be written', () => {
  const field = defineField({ id: 'email', type: 'email' });
  expect(field).toEqual({
    ...{ id: 'email', name: 'email', label: 'email', type: 'email' },
    ...{ required: false, readOnly: false, unique: false, lookup: 'none' },
  });
  expect(defineField({ id: 'fld1', name: 'Mail', type: 'email' }).label).toBe('Mail');
});

test('what is undefined is left out, so that the engine takes the schema', () => {
  const field = defineField({ id: 'n', type: 'decimal', options: undefined, precision: 0, required: undefined });
  expect(Object.keys(field)).not.toContain('options');
  expect(field).toMatchObject({ precision: 0, required: false });
  expect(fieldSchemaSchema.safeParse(field).success).toBe(true);
});

test('what is not of a schema does not get into it', () => {
  const codec = { type: 'text' as const, comparison: 'text', decode: () => null };
  expect(defineField({ ...codec, id: 'a' })).toEqual(defineField({ id: 'a', type: 'text' }));
});

test('an association says what it points at, how many it holds and whether its changes show', () => {
  const association = defineAssociation({
    ...{ id: 'company', label: 'Company', targets: ['companies'], cardinality: 'one', changeTouchesRecord: true },
    ...{ standard: undefined, primary: false },
  });
  expect(association).toEqual({
    ...{ id: 'company', name: 'company', label: 'Company', targets: ['companies'], cardinality: 'one' },
    ...{ readOnly: false, changeTouchesRecord: true, primary: false },
  });
  expect(associationFieldSchemaSchema.safeParse(association).success).toBe(true);
});

test('an object is its id and its fields', () => {
  const object = defineObject({
    id: 'people',
    fields: [defineField({ id: 'email', type: 'email' })],
    standard: 'Person',
  });
  expect(object).toMatchObject({
    name: 'people',
    label: 'people',
    custom: false,
    associations: [],
    standard: 'Person',
  });
  expect(parseObjectSchema(object)).toEqual(object);
  expect(defineObject({ id: 'tbl1', name: 'People', fields: [] }).label).toBe('People');
});
