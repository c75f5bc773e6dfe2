import {
  associationOutcomeSchema,
  changePageSchema,
  connectionProblem,
  connectorProblem,
  defaultCapabilities,
  isConnector,
  isErrorOfKind,
  type ObjectSchema,
  parseAnswer,
  parseObjectSchema,
  parseSourceRecord,
  RecordError,
  writeOutcomeSchema,
} from '@linkwright/core';
import { createInMemoryApp, createInMemoryConnector, createTestContext } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import { associationField, field } from '../fields.ts';

const schema: ObjectSchema = {
  id: 'contacts',
  name: 'contacts',
  label: 'Contacts',
  custom: false,
  displayField: 'email',
  defaultMatch: ['email'],
  capabilities: { lookupDelayMs: 10, echoesWrites: false },
  fields: [field('email'), field('decimal', { precision: 2 }), field('boolean', { blankIsFalse: true })],
  associations: [
    associationField('companies', 'many', ['companies']),
    associationField('primary_company', 'one', ['companies'], { markOn: 'companies' }),
  ],
};

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

describe('parseObjectSchema', () => {
  it('returns a good schema as it is, with what a newer connector adds', () => {
    expect(parseObjectSchema(schema)).toEqual(schema);
    expect(parseObjectSchema({ ...schema, later: 1 })).toEqual({ ...schema, later: 1 });
  });

  it('takes an undefined property for an absent one', () => {
    expect(parseObjectSchema({ ...schema, standard: undefined })).toStrictEqual(schema);
  });

  it('takes no false for a blank that is false: the flag is there or absent', () => {
    const flagged = { ...schema, fields: [...schema.fields.slice(0, 2), { ...field('boolean'), blankIsFalse: false }] };
    expect(String(thrownBy(() => parseObjectSchema(flagged)))).toContain('fields.2.blankIsFalse: ');
  });

  it('names every fault and its place', () => {
    const error = thrownBy(() =>
      parseObjectSchema({
        ...schema,
        label: 5,
        fields: [{ ...field('email'), lookup: 'sometimes' }],
        associations: [{ ...schema.associations[0], targets: [] }],
      }),
    );
    expect(isErrorOfKind(error, 'contract') && error.code).toBe('invalid-object-schema');
    expect(String(error)).toContain('label: ');
    expect(String(error)).toContain('fields.0.lookup: ');
    expect(String(error)).toContain('associations.0.targets: ');
  });

  it.each([
    [{ fields: [field('email'), field('email')] }, 'fields: two fields have the same id'],
    [{ displayField: 'name' }, 'displayField: there is no field "name"'],
    [{ defaultMatch: ['email', 'name'] }, 'defaultMatch.1: there is no field "name"'],
    [
      { associations: [associationField('primary', 'one', ['companies'], { markOn: 'all' })] },
      'associations.0.markOn: there is no other association field "all"',
    ],
  ])('finds what contradicts itself: %j', (difference, message) => {
    expect(String(thrownBy(() => parseObjectSchema({ ...schema, ...difference })))).toContain(message);
  });
});

describe('records and outcomes', () => {
  it.each([
    [{ id: '1', fields: { a: '', b: [] } }, 'fields.a'],
    [{ id: '1', fields: { a: 5 } }, 'fields.a'],
    [{ id: '', fields: {} }, 'id'],
    [{ id: '1', fields: {}, modifiedAt: 'yesterday' }, 'modifiedAt'],
    [{ id: '1', fields: {}, associations: { companies: ['2'] } }, 'associations.companies.0'],
  ])('refuses %j', (record, place) => {
    const error = thrownBy(() => parseSourceRecord(record));
    expect(isErrorOfKind(error, 'contract') && error.code).toBe('invalid-record');
    expect(String(error)).toContain(place);
  });

  it('takes a page and the outcomes of writes', () => {
    const record = {
      id: '1',
      fields: { a: null, b: true, c: ['x'] },
      associations: { d: [{ id: '2' }, { key: 'k' }] },
    };
    const page = { records: [record], deleted: ['3'], checkpoint: '7' };
    expect(parseAnswer(changePageSchema, page, 'a page of changes')).toEqual(page);
    const error = new RecordError('No.', { code: 'no', category: 'other', remedy: 'None.' });
    const refused = [{ field: 'd', target: { id: '2' }, error }];
    expect(parseAnswer(writeOutcomeSchema, { kind: 'written', record, refused }, 'an outcome')).toMatchObject({
      refused,
    });
    expect(parseAnswer(writeOutcomeSchema, { kind: 'rejected', error }, 'an outcome')).toEqual({
      kind: 'rejected',
      error,
    });
    expect(parseAnswer(associationOutcomeSchema, { kind: 'gone' }, 'an outcome')).toEqual({ kind: 'gone' });
    expect(() => parseAnswer(writeOutcomeSchema, { kind: 'rejected', error: new Error('No.') }, 'an outcome')).toThrow(
      'error: expected a RecordError',
    );
    expect(() => parseAnswer(writeOutcomeSchema, { kind: 'maybe' }, 'an outcome')).toThrow('is not an outcome');
  });
});

describe('connectorProblem', () => {
  const connector = createInMemoryConnector(createInMemoryApp({ name: 'app', objects: [] }));

  it('accepts a connector and its connection', () => {
    expect(connectorProblem(connector)).toBeNull();
    expect(isConnector(connector)).toBe(true);
    expect(connectionProblem(connector.connect({}, createTestContext()))).toBeNull();
  });

  it.each([
    [undefined, 'the package has no default export'],
    [null, 'its default export is no connector'],
    [{ ...connector, contractVersion: 99 }, 'contractVersion: expected 1, the version of the contract'],
    [{ ...connector, name: 'My App' }, 'name: expected lower-case letters'],
    [{ ...connector, settings: {} }, 'settings: expected a zod schema'],
    [{ ...connector, connect: undefined }, 'connect: expected a function'],
    [{ ...connector, rateLimits: { default: { requests: 0, perMs: 1 } } }, 'rateLimits.default.requests'],
    [{ ...connector, capabilities: { ...defaultCapabilities, deletions: 'guess' } }, 'capabilities.deletions'],
  ])('says why not: %#', (value, message) => {
    expect(connectorProblem(value)).toContain(message);
    expect(isConnector(value)).toBe(false);
  });

  it('names the members that a connection lacks', () => {
    const { write: _write, listIds: _listIds, ...rest } = connector.connect({}, createTestContext());
    expect(connectionProblem(rest)).toBe('the connection lacks listIds, write');
    expect(connectionProblem(null)).toBe('connect did not return a connection');
  });
});
