import { keyOf, type ObjectSchema, type SourceRecord } from '@linkwright/core';
import { normalizers } from '@linkwright/engine';
import { expect, test } from 'vitest';
import { createMasker } from '../../src/rehearse/mask-values.ts';

const field = (id: string, type: 'text' | 'email' | 'url' | 'phone' | 'option' | 'date') => ({
  id,
  name: id,
  label: id,
  type,
  required: false,
  readOnly: false,
  unique: false,
  lookup: 'consistent' as const,
});

const schema: ObjectSchema = {
  id: 'people',
  name: 'people',
  label: 'People',
  custom: false,
  fields: [
    field('name', 'text'),
    field('email', 'email'),
    field('site', 'url'),
    field('phone', 'phone'),
    field('role', 'option'),
    field('born', 'date'),
  ],
  associations: [],
};
const fields = new Set(schema.fields.map(({ id }) => id));

const masker = createMasker((_object, id, value) => id === 'name' && value === 'Named in the file');
const mask = (values: SourceRecord['fields']) => masker.mask(schema, { id: '1', fields: values }, fields).fields;

test('letters become letters, digits digits, and what is no text stays', () => {
  const before = { name: 'Ada King 12', email: 'ada.king@acme.example', role: 'Boss', born: '1815-12-10' };
  const after = mask(before);
  expect(after.name).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{3} \d{2}$/);
  expect(after.email).toMatch(/^[a-z]{3}\.[a-z]{4}@[a-z]{4}\.[a-z]{7}$/);
  expect(after).toMatchObject({ role: 'Boss', born: '1815-12-10' });
  expect(JSON.stringify(after)).not.toMatch(/king|acme|example/i);
  expect(mask({ name: '山田 太郎' }).name).toMatch(/^\p{Script=Han}{2} \p{Script=Han}{2}$/u);
  expect(mask({ name: 'Named in the file' }).name).toBe('Named in the file');
});

test.each([
  ['email', 'email', 'Ada.King@Acme.example', 'ada.king@acme.example'],
  ['site', 'domain', 'https://www.acme.example/start', 'acme.example'],
  ['name', 'domain', 'www.acme.example', 'http://acme.example'],
  ['name', 'text', '  ADA   King ', 'Ada King'],
  ['phone', 'phone', '+49 30 901820', '+49 (30) 90-18-20'],
] as const)('%s: what matches as %s matches when it is masked, and nothing else does', (id, normalize, one, other) => {
  const key = { parts: [{ left: id, right: id, normalize }] };
  const keyed = (value: string): string => keyOf(key, 'left', mask({ [id]: value }), normalizers);
  expect(keyed(one)).not.toBe('');
  expect(keyed(one)).toBe(keyed(other));
  expect(keyed(one)).not.toBe(keyOf(key, 'left', { [id]: one }, normalizers));
  expect(keyed(one)).not.toBe(
    keyed(one.replace('acme', 'globex').replace('King', 'Queen').replace('820', '821').replace('8-20', '8-21')),
  );
});
