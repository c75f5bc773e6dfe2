import type { CanonicalValue } from '@linkwright/core';
import { describe, expect, it } from 'vitest';
import { createFieldCodec } from '../src/airtable-field-codec.ts';

describe('fields that people fill in', () => {
  const choices = {
    choices: [
      { id: 'sel1', name: 'Gold' },
      { id: 'sel2', name: 'Silver', color: 'gray' },
    ],
  };
  const roundTrips: readonly (readonly [
    type: string,
    options: object,
    type: string,
    cell: unknown,
    value: CanonicalValue,
  ])[] = [
    ['singleLineText', {}, 'text', ' Ada  Lovelace ', ' Ada  Lovelace '],
    ['multilineText', {}, 'multiline', 'a\nb', 'a\nb'],
    ['richText', {}, 'multiline', '**a**\n', '**a**\n'],
    ['email', {}, 'email', 'Ada@Acme.example', 'Ada@Acme.example'],
    ['url', {}, 'url', 'https://acme.example/x?y=1', 'https://acme.example/x?y=1'],
    ['phoneNumber', {}, 'phone', '+44 20 7946 0000', '+44 20 7946 0000'],
    ['number', { precision: 0 }, 'integer', -12, '-12'],
    ['number', { precision: 2 }, 'decimal', 0.1, '0.1'],
    ['number', { precision: 8 }, 'decimal', 1e-7, '0.0000001'],
    ['percent', { precision: 1 }, 'decimal', 0.123, '0.123'],
    ['currency', { precision: 2, symbol: '€' }, 'decimal', 1234.5, '1234.5'],
    ['rating', { max: 5, icon: 'star', color: 'x' }, 'integer', 5, '5'],
    ['duration', { durationFormat: 'h:mm' }, 'integer', 3660, '3660'],
    ['duration', { durationFormat: 'h:mm:ss.SS' }, 'decimal', 1.25, '1.25'],
    ['checkbox', {}, 'boolean', true, true],
    ['checkbox', {}, 'boolean', false, false],
    ['date', {}, 'date', '2024-02-29', '2024-02-29'],
    ['dateTime', {}, 'datetime', '2022-09-05T07:00:00.000Z', '2022-09-05T07:00:00.000Z'],
    ['singleSelect', choices, 'option', 'Gold', 'Gold'],
    ['multipleSelects', choices, 'options', ['Silver', 'Gold'], ['Silver', 'Gold']],
  ];

  it.each(roundTrips)('%s %o', (wireType, options, type, cell, value) => {
    const codec = createFieldCodec(wireType, options);
    expect(codec.type).toBe(type);
    expect(codec.readOnly).toBe(false);
    expect(codec.decode(cell)).toEqual(value);
    expect(codec.encode(value)).toEqual({ value: cell });
  });

  it('reads an empty cell as a blank, and an empty box as false', () => {
    for (const [type] of roundTrips) {
      const expected = type === 'checkbox' ? false : null;
      expect(createFieldCodec(type, {}).decode(undefined), type).toBe(expected);
      expect(createFieldCodec(type, {}).decode(null), type).toBe(expected);
    }
  });

  it('clears with what the type allows', () => {
    expect(createFieldCodec('singleLineText', {}).encode(null)).toEqual({ value: null });
    expect(createFieldCodec('checkbox', {}).encode(null)).toEqual({ value: false });
    expect(createFieldCodec('multipleSelects', {}).encode(null)).toEqual({ value: [] });
    expect(createFieldCodec('singleCollaborator', {}).encode(null)).toEqual({ value: null });
    expect(createFieldCodec('rating', {}).encode('0')).toEqual({ value: null });
  });

  it('keeps the places of a percentage, which travels as a fraction', () => {
    expect(createFieldCodec('percent', { precision: 1 }).precision).toBe(3);
    expect(createFieldCodec('number', { precision: 2 }).precision).toBe(2);
    expect(createFieldCodec('number', { precision: 0 }).precision).toBeUndefined();
    expect(createFieldCodec('duration', { durationFormat: 'h:mm:ss.SSS' }).precision).toBe(3);
    expect(createFieldCodec('dateTime', {}).precision).toBe('millisecond');
    expect(createFieldCodec('currency', { precision: 2 }).digits).toBe(15);
    expect(createFieldCodec('date', {}).digits).toBeUndefined();
  });

  it('offers choices by name', () => {
    const options = [
      { value: 'Gold', label: 'Gold' },
      { value: 'Silver', label: 'Silver' },
    ];
    expect(createFieldCodec('singleSelect', choices).options).toEqual(options);
    expect(createFieldCodec('multipleSelects', choices).options).toEqual(options);
  });

  it('knows a user by e-mail, and one without e-mail not at all', () => {
    const codec = createFieldCodec('singleCollaborator', null);
    expect(codec.decode({ id: 'usr1', email: 'ada@acme.example', name: 'Ada' })).toBe('ada@acme.example');
    expect(codec.decode({ id: 'usr1', name: 'Ada' })).toBeUndefined();
    expect(codec.encode('ada@acme.example')).toEqual({ value: { email: 'ada@acme.example' } });
  });

  it('refuses values that would come back as others', () => {
    const number = createFieldCodec('number', { precision: 0 });
    for (const value of ['abc', ' ', '12345678901234567890', true, ['1'], '1e999'] as const) {
      expect(number.encode(value), String(value)).toHaveProperty('problem');
    }
    expect(createFieldCodec('checkbox', {}).encode('true')).toHaveProperty('problem');
    expect(createFieldCodec('singleLineText', {}).encode(['a'])).toHaveProperty('problem');
    expect(createFieldCodec('date', {}).encode(true)).toHaveProperty('problem');
    expect(createFieldCodec('multipleSelects', {}).encode(true)).toHaveProperty('problem');
  });

  it('takes a cell of another shape for unreadable, never for empty', () => {
    expect(createFieldCodec('number', {}).decode('12')).toBeUndefined();
    expect(createFieldCodec('checkbox', {}).decode('yes')).toBeUndefined();
    expect(createFieldCodec('date', {}).decode('soon')).toBeUndefined();
    expect(createFieldCodec('multipleSelects', {}).decode('Gold')).toBeUndefined();
    expect(createFieldCodec('singleLineText', {}).decode({ text: 'a' })).toBeUndefined();
  });

  it('tolerates options of another shape', () => {
    expect(createFieldCodec('number', { precision: 'two' }).type).toBe('decimal');
    expect(createFieldCodec('singleSelect', { choices: 'none' }).options).toEqual([]);
    expect(createFieldCodec('number', 7).type).toBe('decimal');
  });
});

describe('fields that Airtable fills', () => {
  const result = (type: string, options?: object) => ({ isValid: true, result: { type, options } });

  it.each([
    ['autoNumber', {}, 'integer', 7, '7'],
    ['count', { isValid: true }, 'integer', 3, '3'],
    ['createdBy', {}, 'user', { id: 'usr1', email: 'ada@acme.example' }, 'ada@acme.example'],
    ['createdTime', result('dateTime'), 'datetime', '2024-01-02T03:04:05.000Z', '2024-01-02T03:04:05.000Z'],
    ['createdTime', result('date'), 'date', '2024-01-02', '2024-01-02'],
    ['lastModifiedTime', {}, 'datetime', '2024-01-02T03:04:05.000Z', '2024-01-02T03:04:05.000Z'],
    ['formula', result('singleLineText'), 'text', 'a', 'a'],
    ['formula', result('number', { precision: 1 }), 'decimal', 1.5, '1.5'],
    ['formula', result('number', { precision: 1 }), 'decimal', { specialValue: 'NaN' }, undefined],
    ['formula', result('date'), 'date', { error: '#ERROR!' }, undefined],
    ['formula', result('checkbox'), 'boolean', true, true],
    ['rollup', result('currency', { precision: 2 }), 'decimal', 12.34, '12.34'],
    ['multipleLookupValues', result('singleLineText'), 'text', ['Acme', 'Umbrella'], 'Acme, Umbrella'],
    ['multipleLookupValues', result('email'), 'email', ['ada@acme.example'], 'ada@acme.example'],
    ['multipleLookupValues', result('number', { precision: 0 }), 'integer', [5], '5'],
    ['multipleLookupValues', result('number', { precision: 0 }), 'integer', [null, { specialValue: 'NaN' }], undefined],
    ['multipleLookupValues', result('singleSelect', { choices: [] }), 'text', ['Gold'], 'Gold'],
    ['multipleLookupValues', result('multipleRecordLinks'), 'json', ['rec1'], '["rec1"]'],
    ['externalSyncSource', { choices: [{ id: 'sel', name: 'CRM' }] }, 'option', 'CRM', 'CRM'],
    ['barcode', null, 'text', { text: '4006381333931', type: 'ean13' }, '4006381333931'],
    ['button', null, 'url', { label: 'Open', url: 'https://acme.example' }, 'https://acme.example'],
    ['aiText', {}, 'multiline', { state: 'generated', isStale: false, value: 'hello' }, 'hello'],
    [
      'multipleCollaborators',
      {},
      'json',
      [{ id: 'usr1', email: 'a@b.example' }, { id: 'usr2' }],
      '["a@b.example","usr2"]',
    ],
    ['manualSort', null, 'json', { x: 1 }, '{"x":1}'],
    ['somethingNew', { a: 1 }, 'json', 'z', '"z"'],
  ])('%s %o is %s', (wireType, options, type, cell, value) => {
    const codec = createFieldCodec(wireType, options);
    expect(codec.type).toBe(type);
    expect(codec.readOnly).toBe(true);
    expect(codec.decode(cell)).toEqual(value);
    expect(codec.encode('x')).toHaveProperty('problem');
    expect(codec.decode(undefined)).toBe(type === 'boolean' ? false : null);
  });

  const failed = { error: '#ERROR!' };
  it.each([
    ['formula', result('singleLineText'), failed],
    ['formula', result('checkbox'), failed],
    ['formula', null, failed],
    ['formula', result('multipleSelects'), ['Gold', failed]],
    ['rollup', result('currency', { precision: 2 }), { specialValue: 'Infinity' }],
    ['rollup', result('singleLineText'), ['Acme', failed]],
    ['multipleLookupValues', result('number', { precision: 0 }), [7, failed]],
    ['multipleLookupValues', result('singleLineText'), ['Acme', failed]],
    ['multipleLookupValues', result('singleLineText'), failed],
    ['multipleLookupValues', result('multipleRecordLinks'), ['rec1', failed]],
    ['multipleLookupValues', result('checkbox'), [failed]],
    ['lastModifiedTime', {}, failed],
    ['createdBy', {}, failed],
    ['count', {}, failed],
    ['barcode', null, failed],
    ['button', null, failed],
    ['aiText', {}, failed],
    ['aiText', {}, { state: 'error', isStale: true, value: null, errorType: 'x' }],
    ['aiText', {}, { state: 'loading', isStale: true, value: null }],
    ['multipleCollaborators', {}, failed],
    ['multipleAttachments', {}, failed],
    ['externalSyncSource', { choices: [] }, failed],
    ['somethingNew', { a: 1 }, failed],
  ])('%s %o: a cell that failed is not readable, which is no blank: %j', (wireType, options, cell) => {
    expect(createFieldCodec(wireType, options).decode(cell)).toBeUndefined();
  });

  it('knows the empty cell of a text that Airtable writes', () => {
    expect(createFieldCodec('aiText', {}).decode({ state: 'empty', isStale: false, value: null })).toBeNull();
  });

  it('has no single value for a look-up of several numbers', () => {
    const codec = createFieldCodec('multipleLookupValues', result('number', { precision: 0 }));
    expect(codec.decode([1, 2])).toBeUndefined();
  });

  it('compares attachments without their addresses, which expire', () => {
    const codec = createFieldCodec('multipleAttachments', { isReversed: false });
    const file = { id: 'att1', filename: 'a.txt', size: 3, type: 'text/plain' };
    expect(codec.decode([{ ...file, url: 'https://one' }])).toBe(codec.decode([{ ...file, url: 'https://two' }]));
    expect(codec.decode([])).toBeNull();
  });
});
