import { type AssociationTarget, parseObjectSchema } from '@linkwright/core';
import { describe, expect, it } from 'vitest';
import { encodeLookup, type KintoneLookup } from '../src/kintone-associations.ts';
import { decodeRecord, requestedCodes } from '../src/kintone-records.ts';
import { describeApp } from '../src/kintone-schema.ts';
import { formAnswerSchema, settingsAnswerSchema, type WireForm } from '../src/kintone-wire.ts';

function formOf(...properties: readonly object[]): WireForm {
  const entries = properties.map((property) => {
    const code = String(Reflect.get(property, 'code'));
    return [code, { label: code, ...property }];
  });
  return formAnswerSchema.parse({ properties: Object.fromEntries(entries) }).properties;
}

function lookup(code: string, app: string, relatedKeyField: string, fills: readonly string[]) {
  const fieldMappings = fills.map((field) => ({ field, relatedField: 'x' }));
  return {
    code,
    type: 'SINGLE_LINE_TEXT',
    lookup: { relatedApp: { app, code: '' }, relatedKeyField, fieldMappings },
  };
}

const companies = formOf(
  { code: 'Domain', type: 'SINGLE_LINE_TEXT', unique: true },
  { code: '番号', type: 'RECORD_NUMBER' },
);
const form = formOf(
  { code: 'Note', type: 'MULTI_LINE_TEXT', required: true, defaultValue: 'none' },
  { code: 'Name', type: 'SINGLE_LINE_TEXT', label: 'Full name', required: true, defaultValue: '' },
  { code: 'Key', type: 'SINGLE_LINE_TEXT', unique: true },
  { code: 'Kind', type: 'RADIO_BUTTON', required: true, options: { A: { label: 'A', index: '0' } } },
  { code: 'Company_name', type: 'SINGLE_LINE_TEXT', required: true },
  lookup('Company', '13', 'Domain', ['Company_name']),
  lookup('Office', '13', '番号', []),
  lookup('Hidden', '14', 'Code', []),
  {
    code: 'Deals',
    type: 'REFERENCE_TABLE',
    label: 'Deals of the person',
    referenceTable: {
      relatedApp: { app: '15', code: '' },
      condition: { field: 'Key', relatedField: 'Person' },
      filterCond: '',
      displayFields: ['Title'],
    },
  },
  { code: 'Decoration', type: 'LABEL' },
  { code: '更新日時', type: 'UPDATED_TIME' },
  { code: '作成日時', type: 'CREATED_TIME' },
);
const app = describeApp({
  id: '12',
  app: { appId: '12', code: 'PEOPLE', name: 'People' },
  form,
  settings: null,
  related: new Map([
    ['13', companies],
    ['14', null],
  ]),
});

function lookupOf(code: string): KintoneLookup {
  const found = app.lookups.get(code);
  if (found === undefined) throw new Error(`There is no ${code}.`);
  return found;
}

describe('describeApp', () => {
  it('names an app by its code, or else by its id, and a field by its code', () => {
    expect(parseObjectSchema(app.schema)).toEqual(app.schema);
    expect(app.schema).toMatchObject({ id: '12', name: 'PEOPLE', label: 'People', custom: true, displayField: 'Key' });
    expect(describeApp({ id: '12', app: null, form, settings: null, related: new Map() }).schema).toMatchObject({
      name: '12',
      label: 'App 12',
    });
    expect(app.schema.fields.find(({ id }) => id === 'Name')).toMatchObject({ name: 'Name', label: 'Full name' });
  });

  it('tells what the app keeps of its numbers, typed in or calculated', () => {
    const settings = settingsAnswerSchema.parse({ numberPrecision: { digits: '16', decimalPlaces: '4' } });
    const numbers = formOf({ code: 'N', type: 'NUMBER' }, { code: 'C', type: 'CALC' }, { code: 'T', type: 'LINK' });
    const { schema } = describeApp({ id: '1', app: null, form: numbers, settings, related: new Map() });
    expect(schema.fields.map(({ id, precision, digits }) => [id, precision, digits])).toEqual([
      ['N', 4, 16],
      ['C', 4, 16],
      ['T', undefined, undefined],
    ]);
  });

  it('tells the lengths and ranges that the form allows', () => {
    const limited = formOf(
      { code: 'Code', type: 'SINGLE_LINE_TEXT', minLength: '2', maxLength: '8' },
      { code: 'Tier', type: 'NUMBER', minValue: '-0.50', maxValue: '1e3' },
      { code: 'Free', type: 'NUMBER', minValue: '', maxValue: '' },
      { code: 'Odd', type: 'LINK', minLength: 'none', maxLength: '' },
    );
    const { schema } = describeApp({ id: '1', app: null, form: limited, settings: null, related: new Map() });
    expect(parseObjectSchema(schema)).toEqual(schema);
    expect(schema.fields.map(({ limits }) => limits)).toEqual([
      { shortest: 2, longest: 8 },
      { lowest: '-0.5', highest: '1000' },
      undefined,
      undefined,
    ]);
  });

  it('names a record by a field of its own, not by what a lookup copies into it, or by what the settings say', () => {
    const copied = formOf(
      { code: 'Company_name', type: 'SINGLE_LINE_TEXT' },
      lookup('Company', '13', 'Domain', ['Company_name']),
      { code: 'Name', type: 'SINGLE_LINE_TEXT' },
      { code: 'Nickname', type: 'SINGLE_LINE_TEXT' },
    );
    const shown = (settings: object | null) =>
      describeApp({
        id: '1',
        app: null,
        form: copied,
        settings: settings && settingsAnswerSchema.parse(settings),
        related: new Map(),
      }).schema.displayField;
    expect(shown(null)).toBe('Name');
    expect(shown({ titleField: { selectionMode: 'AUTO' } })).toBe('Name');
    expect(shown({ titleField: { selectionMode: 'MANUAL', code: 'Nickname' } })).toBe('Nickname');
  });

  it('finds the times by their type, whatever their codes', () => {
    expect([app.updatedTime, app.createdTime]).toEqual(['更新日時', '作成日時']);
  });

  it('tells what a create has to carry, what must be unique, and what a lookup fills', () => {
    const shown = app.schema.fields.map(({ id, required, unique, readOnly, lookup }) => [
      id,
      required,
      unique,
      readOnly,
      lookup,
    ]);
    expect(shown).toEqual([
      ['Note', false, false, false, 'none'],
      ['Name', true, false, false, 'consistent'],
      ['Key', false, true, false, 'consistent'],
      ['Kind', false, false, false, 'consistent'],
      ['Company_name', false, false, true, 'consistent'],
      ['更新日時', false, false, true, 'none'],
      ['作成日時', false, false, true, 'none'],
    ]);
    expect(app.fields.get('Key')?.isUpdateKey).toBe(true);
    expect(app.fields.get('Name')?.isUpdateKey).toBe(false);
  });

  it('describes lookups as fields that hold one key, or one record id', () => {
    const common = { cardinality: 'one', readOnly: false, changeTouchesRecord: true };
    expect(app.schema.associations).toEqual([
      { ...common, id: 'Company', name: 'Company', label: 'Company', targets: ['13'], refersBy: 'Domain' },
      { ...common, id: 'Office', name: 'Office', label: 'Office', targets: ['13'] },
      { ...common, id: 'Hidden', name: 'Hidden', label: 'Hidden', targets: ['14'], refersBy: 'Code' },
      {
        id: 'Deals',
        name: 'Deals',
        label: 'Deals of the person',
        targets: ['15'],
        cardinality: 'many',
        readOnly: true,
        changeTouchesRecord: false,
      },
    ]);
  });
});

describe('decodeRecord', () => {
  const cells = (values: object) =>
    Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));

  it('carries what was asked for: blanks for empty fields, nothing for those that are not shown', () => {
    const record = decodeRecord(
      app,
      cells({
        $id: '5',
        $revision: '3',
        Name: '',
        Company: 'acme.example',
        Office: 'COMPANIES-14',
        更新日時: '2026-01-01T00:01:00Z',
        作成日時: '2026-01-01T00:00:00Z',
      }),
      { fields: ['Name', 'Key', 'Gone'], associations: ['Company', 'Office', 'Hidden', 'Deals'] },
    );
    expect(record).toEqual({
      id: '5',
      revision: '3',
      createdAt: '2026-01-01T00:00:00.000Z',
      modifiedAt: '2026-01-01T00:01:00.000Z',
      fields: { Name: null },
      associations: { Company: [{ key: 'acme.example' }], Office: [{ id: '14' }] },
    });
    expect(decodeRecord(app, cells({ $id: '5', Company: '' }), { fields: [], associations: ['Company'] })).toEqual({
      id: '5',
      fields: {},
      associations: { Company: [] },
    });
  });

  it('refuses a record without an id', () => {
    expect(() => decodeRecord(app, {}, { fields: [], associations: [] })).toThrow(/without an id/);
  });

  it('asks for what the app has, and for its times', () => {
    expect(requestedCodes(app, { fields: ['Name', 'Gone', 'Name'], associations: ['Company', 'Deals'] })).toEqual([
      'Name',
      'Company',
      '作成日時',
      '更新日時',
    ]);
  });
});

describe('encodeLookup', () => {
  type Targets = readonly AssociationTarget[];
  const encode = (code: string, add: Targets, result = add, remove: Targets = []) =>
    encodeLookup(lookupOf(code), { add, remove, result });

  it('writes the key, the record number, or nothing', () => {
    expect(encode('Company', [{ key: 'acme.example' }])).toEqual({ key: 'acme.example', refused: [] });
    expect(encode('Office', [{ id: '14' }])).toEqual({ key: '14', refused: [] });
    expect(encode('Company', [], [], [{ key: 'acme.example' }])).toEqual({ key: '', refused: [] });
    expect(encode('Company', [], [{ key: 'umbrella.example' }], [{ key: 'acme.example' }])).toEqual({
      key: null,
      refused: [],
    });
  });

  it('refuses what the field cannot hold', () => {
    expect(encode('Company', [{ id: '14' }])).toMatchObject({
      key: null,
      refused: [{ target: { id: '14' }, error: { category: 'association-target' } }],
    });
    expect(encode('Office', [{ key: 'acme.example' }])).toMatchObject({ key: null, refused: [{}] });
    expect(encode('Company', [{ key: 'a' }, { key: 'b' }])).toMatchObject({
      key: 'b',
      refused: [{ target: { key: 'a' }, error: { category: 'association-limit' } }],
    });
  });
});
