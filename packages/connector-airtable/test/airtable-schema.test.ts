import { describe, expect, it } from 'vitest';
import { decodeRecord, requestedIds } from '../src/airtable-records.ts';
import { describeTable } from '../src/airtable-schema.ts';
import { airtableSettingsSchema } from '../src/airtable-settings.ts';

const people = {
  id: 'tblPeople000000000',
  name: 'People',
  primaryFieldId: 'fldName00000000000',
  fields: [
    { id: 'fldName00000000000', name: 'Name', type: 'singleLineText' },
    { id: 'fldVip000000000000', name: 'VIP', type: 'checkbox', options: { icon: 'check', color: 'greenBright' } },
    {
      id: 'fldAccount00000000',
      name: 'Account',
      type: 'multipleRecordLinks',
      options: {
        linkedTableId: 'tblAccounts0000000',
        isReversed: false,
        prefersSingleRecordLink: true,
        inverseLinkFieldId: 'fldStaff0000000000',
      },
    },
    {
      id: 'fldManager00000000',
      name: 'Manager',
      type: 'multipleRecordLinks',
      options: { linkedTableId: 'tblPeople000000000', isReversed: false, prefersSingleRecordLink: false },
    },
  ],
};
const table = describeTable(people);

describe('describeTable', () => {
  it('lists plain fields, named by id and by name, and links apart from them', () => {
    expect(table.schema).toMatchObject({
      id: people.id,
      name: 'People',
      custom: true,
      displayField: 'fldName00000000000',
    });
    expect(table.schema.fields.map(({ name, lookup }) => [name, lookup])).toEqual([
      ['Name', 'consistent'],
      ['VIP', 'none'],
    ]);
    expect(table.schema.fields.every(({ unique, required }) => !unique && !required)).toBe(true);
  });

  it('names the zone in which a date and time is shown, where it is not that of everybody who looks', () => {
    const zoned = (name: string, timeZone: string) => ({
      id: `fld${name}`,
      name,
      type: 'dateTime',
      options: { timeZone, dateFormat: { name: 'iso' } },
    });
    const result = { type: 'dateTime', options: { timeZone: 'Asia/Tokyo' } };
    const fields = [
      ...[zoned('There', 'America/Phoenix'), zoned('Universal', 'utc'), zoned('Anywhere', 'client')],
      { id: 'fldMade', name: 'Made', type: 'createdTime', options: { result } },
      { id: 'fldLook', name: 'Look', type: 'multipleLookupValues', options: { result } },
    ];
    const described = describeTable({ ...people, fields: [...people.fields, ...fields] }).schema.fields;
    expect(described.filter(({ type }) => type === 'datetime').map(({ name, timeZone }) => [name, timeZone])).toEqual([
      ['There', 'America/Phoenix'],
      ['Universal', 'UTC'],
      ['Anywhere', undefined],
      ['Made', 'Asia/Tokyo'],
      ['Look', 'Asia/Tokyo'],
    ]);
  });

  it('describes a link as a set, whatever Airtable prefers to show', () => {
    expect(table.schema.associations).toEqual([
      {
        id: 'fldAccount00000000',
        name: 'Account',
        label: 'Account',
        targets: ['tblAccounts0000000'],
        cardinality: 'many',
        readOnly: false,
        prefersOne: true,
        inverse: { object: 'tblAccounts0000000', field: 'fldStaff0000000000' },
        changeTouchesRecord: true,
      },
      {
        id: 'fldManager00000000',
        name: 'Manager',
        label: 'Manager',
        targets: ['tblPeople000000000'],
        cardinality: 'many',
        readOnly: false,
        changeTouchesRecord: true,
      },
    ]);
  });
});

it('says of a check box that false and blank are one value, and of nothing else', () => {
  const flagged = table.schema.fields.filter(({ blankIsFalse }) => blankIsFalse);
  expect(flagged.map(({ name }) => name)).toEqual(['VIP']);
});

describe('decodeRecord', () => {
  it('carries what was asked for: blanks for empty cells, nothing for fields that are not there', () => {
    const record = decodeRecord(
      table,
      { id: 'recA', createdTime: '2024-01-02T03:04:05.000Z', fields: { fldAccount00000000: ['recB', 'recB'] } },
      {
        fields: ['fldName00000000000', 'fldVip000000000000', 'fldGone00000000000'],
        associations: ['fldAccount00000000', 'fldManager00000000', 'fldGone00000000000'],
      },
    );
    expect(record).toEqual({
      id: 'recA',
      createdAt: '2024-01-02T03:04:05.000Z',
      fields: { fldName00000000000: null, fldVip000000000000: false },
      associations: { fldAccount00000000: [{ id: 'recB' }], fldManager00000000: [] },
    });
  });

  it('asks for one small field where nothing else is wanted, since none would mean all', () => {
    expect(requestedIds(table, { fields: ['fldGone00000000000'], associations: [] })).toEqual(['fldName00000000000']);
    expect(requestedIds(table, { fields: [], associations: ['fldManager00000000'] })).toEqual(['fldManager00000000']);
  });
});

describe('settings', () => {
  it('explain what a base id looks like', () => {
    const result = airtableSettingsSchema.safeParse({ accessToken: 'pat', baseId: 'Sales' });
    expect(result.error?.issues[0]?.message).toMatch(/id of a base/);
    expect(airtableSettingsSchema.safeParse({ accessToken: '', baseId: 'appAAAAAAAAAAAAAA' }).success).toBe(false);
    expect(airtableSettingsSchema.safeParse({ accessToken: 'p', baseId: 'appAAAAAAAAAAAAAA', token: 1 }).success).toBe(
      false,
    );
    expect(airtableSettingsSchema.parse({ accessToken: 'p', baseId: 'appAAAAAAAAAAAAAA' }).baseUrl).toBe(
      'https://api.airtable.com',
    );
  });
});
