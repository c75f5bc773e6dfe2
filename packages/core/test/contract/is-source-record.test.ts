import { isDeepStrictEqual } from 'node:util';
import { associationsSchema, isAssociations, isSourceRecord, sourceRecordSchema } from '@linkwright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../support/fixed-seeds.ts';

/** Texts that matter to a record, good and bad, beside any other. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('', '__proto__', 'id', 'constructor', '2026-02-29T00:00:00Z', '2024-02-29T10:00:00.000Z'),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);
const scalar = fc.oneof(text, fc.boolean(), fc.constant(null), fc.double(), fc.constant({}));
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
const target = fc.oneof(
  fc.record({ id: scalar }),
  fc.record({ key: scalar }),
  fc.record({ id: text, key: text }),
  scalar,
);
const associations = fc.oneof(fc.dictionary(text, fc.oneof(fc.array(target, { maxLength: 3 }), scalar)), scalar);
const good = fc.record({ id: fc.string({ minLength: 1 }), fields: fc.dictionary(fc.string({ minLength: 1 }), text) });
const record = fc.oneof(
  good,
  scalar,
  fc.record(
    {
      id: fc.oneof(text, scalar),
      fields: fc.oneof(fc.dictionary(text, value, { noNullPrototype: false }), value),
      alternateKeys: fc.oneof(fc.dictionary(text, fc.oneof(fc.array(scalar, { maxLength: 3 }), scalar)), scalar),
      associations,
      revision: scalar,
      createdAt: fc.oneof(text, scalar),
      modifiedAt: fc.oneof(text, scalar),
      mergedFrom: fc.oneof(fc.array(scalar, { maxLength: 3 }), scalar),
      later: value,
    },
    { requiredKeys: ['id', 'fields'] },
  ),
);

const plain = (item: unknown): unknown => JSON.parse(JSON.stringify(item));

/** Does the schema take it as it is, with nothing left out? */
const takes = (schema: typeof sourceRecordSchema | typeof associationsSchema, item: unknown): boolean => {
  const parsed = schema.safeParse(item);
  return parsed.success && isDeepStrictEqual(plain(parsed.data), plain(item));
};

describe('isSourceRecord and isAssociations', () => {
  it('say what the schemas say', () => {
    fc.assert(
      fc.property(record, (item) => {
        expect(isSourceRecord(item)).toBe(takes(sourceRecordSchema, item));
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(associations, (item) => {
        expect(isAssociations(item)).toBe(takes(associationsSchema, item));
      }),
      { numRuns: 2000 },
    );
  });

  it('leave to the schema what is not plain', () => {
    class Foreign {
      id = '1';
      fields = {};
    }
    expect(isSourceRecord(new Foreign())).toBe(false);
    expect(isSourceRecord({ id: '1', fields: new Foreign() })).toBe(false);
    expect(isSourceRecord({ id: '1', fields: JSON.parse('{"__proto__": "x"}') })).toBe(false);
    expect(isSourceRecord({ id: '1', fields: { a: undefined } })).toBe(false);
  });

  it('take an undefined property for an absent one', () => {
    expect(isSourceRecord({ id: '1', fields: {}, revision: undefined, associations: undefined })).toBe(true);
  });
});
