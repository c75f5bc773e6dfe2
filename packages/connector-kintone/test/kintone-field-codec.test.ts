import type { CanonicalValue } from '@linkwright/core';
import { describe, expect, it } from 'vitest';
import { createFieldCodec, type KintoneFieldCodec } from '../src/kintone-field-codec.ts';
import { wirePropertySchema } from '../src/kintone-wire.ts';

function codecOf(type: string, property: object = {}): KintoneFieldCodec {
  const codec = createFieldCodec(wirePropertySchema.parse({ type, code: 'Field', label: 'Field', ...property }));
  if (codec === null) throw new Error(`${type} holds nothing`);
  return codec;
}

const options = { options: { Silver: { label: 'Silver', index: '1' }, Gold: { label: 'Gold', index: '0' } } };

describe('fields that people fill in', () => {
  const roundTrips: readonly (readonly [string, object, string, unknown, CanonicalValue])[] = [
    ['SINGLE_LINE_TEXT', { expression: '' }, 'text', ' Ada  Lovelace ', ' Ada  Lovelace '],
    ['MULTI_LINE_TEXT', {}, 'multiline', 'a\nb', 'a\nb'],
    ['RICH_TEXT', {}, 'multiline', '<b>a</b>', '<b>a</b>'],
    ['LINK', { protocol: 'WEB' }, 'url', 'https://acme.example/x?y=1', 'https://acme.example/x?y=1'],
    ['LINK', { protocol: 'CALL' }, 'phone', '+44 20 7946 0000', '+44 20 7946 0000'],
    ['LINK', { protocol: 'MAIL' }, 'email', 'Ada@Acme.example', 'Ada@Acme.example'],
    ['NUMBER', { displayScale: '2' }, 'decimal', '-12.345', '-12.345'],
    ['NUMBER', {}, 'decimal', '12345678901234567890', '12345678901234567890'],
    ['RADIO_BUTTON', options, 'option', 'Gold', 'Gold'],
    ['DROP_DOWN', options, 'option', 'Silver', 'Silver'],
    ['CHECK_BOX', options, 'options', ['Silver', 'Gold'], ['Silver', 'Gold']],
    ['MULTI_SELECT', options, 'options', ['Gold'], ['Gold']],
    ['DATE', {}, 'date', '2024-02-29', '2024-02-29'],
    ['TIME', {}, 'text', '09:05', '09:05'],
    ['DATETIME', {}, 'datetime', '2022-09-05T07:00:00Z', '2022-09-05T07:00:00.000Z'],
  ];

  it.each(roundTrips)('%s %o', (type, property, fieldType, wire, value) => {
    const codec = codecOf(type, property);
    expect(codec.type).toBe(fieldType);
    expect(codec.readOnly).toBe(false);
    expect(codec.decode(wire)).toEqual(value);
    expect(codec.encode(value)).toEqual({ value: wire });
  });

  it('reads every kind of emptiness as a blank, and clears with what the type allows', () => {
    for (const [type, property] of roundTrips) {
      const codec = codecOf(type, property);
      const empty = ['CHECK_BOX', 'MULTI_SELECT'].includes(type) ? [] : '';
      expect(codec.decode(empty), type).toBeNull();
      expect(codec.decode(null), type).toBeNull();
    }
    expect(codecOf('SINGLE_LINE_TEXT').encode(null)).toEqual({ value: '' });
    expect(codecOf('NUMBER').encode(null)).toEqual({ value: '' });
    expect(codecOf('DROP_DOWN', options).encode(null)).toEqual({ value: null });
    expect(codecOf('DATE').encode(null)).toEqual({ value: null });
    expect(codecOf('DATETIME').encode(null)).toEqual({ value: '' });
    expect(codecOf('CHECK_BOX', options).encode(null)).toEqual({ value: [] });
    expect(codecOf('USER_SELECT').encode(null)).toEqual({ value: [] });
  });

  it('keeps minutes of a moment and of a time of day', () => {
    const codec = codecOf('DATETIME');
    expect(codec.precision).toBe('minute');
    expect(codec.encode('2022-09-05T07:00:59.999Z')).toEqual({ value: '2022-09-05T07:00:00Z' });
    expect(codecOf('TIME').encode('9:05:30')).toEqual({ value: '09:05' });
  });

  it('offers choices in the order of the form', () => {
    expect(codecOf('DROP_DOWN', options).options?.map(({ value }) => value)).toEqual(['Gold', 'Silver']);
    expect(codecOf('CHECK_BOX', { options: 'none' }).options).toEqual([]);
  });

  it('knows a user by the login name, and has no single value for several', () => {
    const codec = codecOf('USER_SELECT');
    expect(codec.decode([{ code: 'ada@acme.example', name: 'Ada' }])).toBe('ada@acme.example');
    expect(codec.decode([])).toBeNull();
    expect(codec.decode([{ code: 'a' }, { code: 'b' }])).toBeUndefined();
    expect(codec.encode('ada@acme.example')).toEqual({ value: [{ code: 'ada@acme.example' }] });
  });

  it('refuses values that Kintone could not hold', () => {
    for (const value of ['abc', ' ', true, ['1']] as const) {
      expect(codecOf('NUMBER').encode(value), String(value)).toHaveProperty('problem');
    }
    expect(codecOf('SINGLE_LINE_TEXT').encode(['a'])).toHaveProperty('problem');
    expect(codecOf('DATE').encode('soon')).toHaveProperty('problem');
    expect(codecOf('DATETIME').encode(true)).toHaveProperty('problem');
    expect(codecOf('TIME').encode('25:00')).toHaveProperty('problem');
    expect(codecOf('CHECK_BOX', options).encode(true)).toHaveProperty('problem');
  });

  it('takes a value of another shape for unreadable, never for empty', () => {
    expect(codecOf('NUMBER').decode({})).toBeUndefined();
    expect(codecOf('NUMBER').decode('abc')).toBeUndefined();
    expect(codecOf('DATE').decode('soon')).toBeUndefined();
    expect(codecOf('CHECK_BOX', options).decode('Gold')).toBeUndefined();
    expect(codecOf('SINGLE_LINE_TEXT').decode(['a'])).toBeUndefined();
    expect(codecOf('USER_SELECT').decode('ada')).toBeUndefined();
  });
});

describe('fields that Kintone fills', () => {
  const rows = [
    { id: '7', value: { Price: { type: 'NUMBER', value: '1.50' }, Item: { type: 'SINGLE_LINE_TEXT', value: 'Nut' } } },
  ];
  const inner = {
    Item: { type: 'SINGLE_LINE_TEXT', code: 'Item', label: 'Item' },
    Price: { type: 'NUMBER', code: 'Price', label: 'Price' },
  };

  it.each([
    ['SINGLE_LINE_TEXT', { expression: 'First & Last' }, 'text', 'Ada L.', 'Ada L.'],
    ['RECORD_NUMBER', {}, 'text', 'PEOPLE-14', 'PEOPLE-14'],
    ['CALC', { format: 'NUMBER' }, 'decimal', '0.3333', '0.3333'],
    ['CALC', { format: 'NUMBER' }, 'decimal', '', null],
    ['CALC', { format: 'DATE' }, 'date', '2024-02-29', '2024-02-29'],
    ['CALC', { format: 'DATETIME' }, 'datetime', '2024-02-29T01:02:00Z', '2024-02-29T01:02:00.000Z'],
    ['CALC', { format: 'HOUR_MINUTE' }, 'text', '49:30', '49:30'],
    ['CREATED_TIME', {}, 'datetime', '2024-01-02T03:04:00Z', '2024-01-02T03:04:00.000Z'],
    ['UPDATED_TIME', {}, 'datetime', '2024-01-02T03:04:00Z', '2024-01-02T03:04:00.000Z'],
    ['CREATOR', {}, 'user', { code: 'ada@acme.example', name: 'Ada' }, 'ada@acme.example'],
    ['MODIFIER', {}, 'user', { code: 'Administrator', name: 'Administrator' }, 'Administrator'],
    ['STATUS', { enabled: true }, 'text', 'In progress', 'In progress'],
    ['STATUS_ASSIGNEE', { enabled: true }, 'json', [{ code: 'ada', name: 'Ada' }], '["ada"]'],
    ['CATEGORY', { enabled: true }, 'json', ['A'], '["A"]'],
    ['ORGANIZATION_SELECT', {}, 'json', [{ code: 'sales', name: 'Sales' }], '["sales"]'],
    ['GROUP_SELECT', {}, 'json', [], null],
    ['SUBTABLE', { fields: inner }, 'json', rows, '[{"Item":"Nut","Price":"1.5"}]'],
    ['SUBTABLE', { fields: inner }, 'json', [], null],
    ['SOMETHING_NEW', {}, 'json', 'z', '"z"'],
  ])('%s %o', (type, property, fieldType, wire, value) => {
    const codec = codecOf(type, property);
    expect(codec.type).toBe(fieldType);
    expect(codec.readOnly).toBe(true);
    expect(codec.decode(wire)).toEqual(value);
    expect(codec.encode('x')).toHaveProperty('problem');
  });

  it('compares files without the keys of their downloads', () => {
    const codec = codecOf('FILE');
    const file = { name: 'a.txt', size: '3', contentType: 'text/plain' };
    expect(codec.decode([{ ...file, fileKey: 'one' }])).toBe(codec.decode([{ ...file, fileKey: 'two' }]));
    expect(codec.decode([])).toBeNull();
  });

  it.each([
    ['LABEL', {}],
    ['HR', {}],
    ['SPACER', {}],
    ['GROUP', {}],
    ['REFERENCE_TABLE', {}],
    ['STATUS', { enabled: false }],
    ['CATEGORY', { enabled: false }],
  ])('%s %o holds nothing', (type, property) => {
    expect(createFieldCodec(wirePropertySchema.parse({ type, code: 'Field', ...property }))).toBeNull();
  });
});
