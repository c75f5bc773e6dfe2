import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue, fieldTypeOf } from '../src/hubspot-field-codec.ts';
import { wirePropertySchema } from '../src/hubspot-wire.ts';

const property = (members: object) => wirePropertySchema.parse({ name: 'x', ...members });
const options = [{ value: 'a', label: 'A' }];

describe('fieldTypeOf', () => {
  it.each([
    [{ type: 'string', fieldType: 'text' }, 'text'],
    [{ type: 'string', fieldType: 'textarea' }, 'multiline'],
    [{ type: 'string', fieldType: 'html' }, 'multiline'],
    [{ type: 'string', fieldType: 'phonenumber' }, 'phone'],
    [{ type: 'string', fieldType: 'file' }, 'text'],
    [{ type: 'string', fieldType: 'text', name: 'email' }, 'email'],
    [{ type: 'string', fieldType: 'text', name: 'domain' }, 'url'],
    [{ type: 'phone_number', fieldType: 'phonenumber' }, 'phone'],
    [{ type: 'number', fieldType: 'number' }, 'decimal'],
    [{ type: 'bool', fieldType: 'booleancheckbox' }, 'boolean'],
    [{ type: 'date', fieldType: 'date' }, 'date'],
    [{ type: 'datetime', fieldType: 'date' }, 'datetime'],
    [{ type: 'enumeration', fieldType: 'select', options }, 'option'],
    [{ type: 'enumeration', fieldType: 'radio', options }, 'option'],
    [{ type: 'enumeration', fieldType: 'checkbox', options }, 'options'],
    [{ type: 'enumeration', fieldType: 'booleancheckbox', options }, 'boolean'],
    [{ type: 'enumeration', fieldType: 'select', externalOptions: true }, 'text'],
    [{ type: 'enumeration', fieldType: 'select', externalOptions: true, referencedObjectType: 'OWNER' }, 'user'],
    [{ type: 'enumeration', fieldType: 'checkbox', externalOptions: true, referencedObjectType: 'OWNER' }, 'text'],
    [{ type: 'json', fieldType: 'text' }, 'json'],
    [{ type: 'some_type_of_next_year', fieldType: 'text' }, 'text'],
  ])('%j → %s', (members, type) => {
    expect(fieldTypeOf(property(members))).toBe(type);
  });
});

describe('decodeValue', () => {
  it.each([
    ['text', null, null],
    ['text', undefined, null],
    ['text', '', null],
    ['text', ' a\nb ', ' a\nb '],
    ['decimal', '5.0', '5'],
    ['decimal', '1.5E3', '1500'],
    ['decimal', 'five', undefined],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', 'maybe', undefined],
    ['date', '2026-02-03', '2026-02-03'],
    ['date', '1770076800000', '2026-02-03'],
    ['date', '0', '1970-01-01'],
    ['date', '-86400000', '1969-12-31'],
    ['datetime', '-86400000', '1969-12-31T00:00:00.000Z'],
    ['datetime', '2022-02-17T19:25:29Z', '2022-02-17T19:25:29.000Z'],
    ['datetime', '2026-02-03T04:05:06.789Z', '2026-02-03T04:05:06.789Z'],
    ['options', 'b;a;b', ['b', 'a']],
    ['option', 'gold', 'gold'],
    ['phone', '+1 555', '+1 555'],
  ] as const)('%s %j → %j', (type, wire, canonical) => {
    expect(decodeValue(type, wire)).toEqual(canonical);
  });
});

describe('encodeValue', () => {
  it.each([
    [null, ''],
    [true, 'true'],
    [false, 'false'],
    ['-0.25', '-0.25'],
    [['a', 'b'], 'a;b'],
    [['', 'c'], 'c'],
    [[], ''],
  ] as const)('%j → %j', (canonical, wire) => {
    expect(encodeValue(canonical)).toBe(wire);
  });
});
