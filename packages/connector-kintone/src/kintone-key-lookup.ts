import {
  bareAddress,
  baseNormalizers,
  type CallOptions,
  type CanonicalValue,
  findCandidates,
  type LookupKey,
  type SourceRecord,
  UnsupportedError,
} from '@linkwright/core';
import type { KintoneClient } from './kintone-client.ts';
import { seekPages } from './kintone-listing.ts';
import { allOf, anyOf, fieldEquals, fieldIn } from './kintone-query.ts';
import { decodeRecord, requestedCodes } from './kintone-records.ts';
import type { KintoneApp, KintoneField } from './kintone-schema.ts';

/** Of one query. Kintone names no limit; this keeps its answers quick. */
const maxQueryLength = 15_000;
const maxKeysPerCall = 100;

interface KeyPart {
  readonly field: KintoneField;
  readonly value: string;
  /** In every spelling that is asked for: Kintone compares sign by sign. */
  readonly spellings: readonly string[];
}

/**
 * Candidates per key, in order. Kintone's own comparison minds case, so that a text is asked for as it is written, in
 * lower case and without outer blanks, and a web address with and without its scheme; the engine compares again, by the
 * match key's own rule.
 */
export async function findByKey(
  client: KintoneClient,
  app: KintoneApp,
  request: { readonly keys: readonly LookupKey[]; readonly fields: readonly string[] },
  options: CallOptions,
): Promise<readonly (readonly SourceRecord[])[]> {
  return findCandidates(request.keys, {
    prepare: (key) => partsOf(app, key),
    sizeOf: (parts) => allOf(parts.map(partCondition)).length,
    maxKeys: maxKeysPerCall,
    maxSize: maxQueryLength,
    async *read(keys) {
      const keyFields = keys.flat().map(({ field }) => field.id);
      const query = {
        fields: requestedCodes(app, { fields: [...request.fields, ...keyFields], associations: [] }),
        condition: conditionOf(keys),
        isPrivate: true,
      };
      for await (const { records } of seekPages(client, app.id, query, options)) yield records;
    },
    fits: (record, parts) => parts.every((part) => fits(part, record[part.field.id]?.value)),
    recordOf: (record) => decodeRecord(app, record, { fields: request.fields, associations: [] }),
  });
}

/** Keys of one field are asked for by one list. */
function conditionOf(keys: readonly (readonly KeyPart[])[]): string {
  const single = new Map<string, { readonly field: KintoneField; readonly spellings: Set<string> }>();
  const conditions: string[] = [];
  for (const parts of keys) {
    const [first] = parts;
    if (first === undefined || parts.length > 1 || first.field.codec.comparison === 'date') {
      conditions.push(allOf(parts.map(partCondition)));
      continue;
    }
    const entry = single.get(first.field.id) ?? { field: first.field, spellings: new Set<string>() };
    single.set(first.field.id, entry);
    for (const spelling of first.spellings) entry.spellings.add(spelling);
  }
  for (const { field, spellings } of single.values()) conditions.push(fieldIn(field.id, [...spellings]));
  return anyOf(conditions);
}

/** A date knows `=` and no list. */
function partCondition({ field, spellings }: KeyPart): string {
  return field.codec.comparison === 'date' ? fieldEquals(field.id, spellings[0] ?? '') : fieldIn(field.id, spellings);
}

/** `null`: no record can have the key. */
function partsOf(app: KintoneApp, key: LookupKey): readonly KeyPart[] | null {
  const parts: KeyPart[] = [];
  for (const [id, value] of Object.entries(key)) {
    const field = app.fields.get(id);
    if (field === undefined || field.codec.comparison === 'none') {
      throw new UnsupportedError(`Kintone records of "${app.schema.name}" cannot be looked up by "${id}".`, {
        code: 'lookup-unsupported',
      });
    }
    const spellings = spellingsOf(field, value);
    if (typeof value !== 'string' || spellings.length === 0) return null;
    parts.push({ field, value, spellings });
  }
  return parts.length === 0 ? null : parts;
}

function spellingsOf({ codec }: KintoneField, value: CanonicalValue): readonly string[] {
  if (typeof value !== 'string' || value.trim() === '') return [];
  switch (codec.comparison) {
    case 'number':
    case 'date': {
      const plain = codec.decode(value);
      return typeof plain === 'string' ? [plain] : [];
    }
    case 'option':
      // Kintone refuses a query that names a choice the field does not have.
      return codec.options?.some((option) => option.value === value) === true ? [value] : [];
    case 'address':
      return [...new Set([value, ...addressSpellings(value)])];
    default: {
      const trimmed = value.trim();
      return [...new Set([value, trimmed, trimmed.toLowerCase(), trimmed.normalize('NFKC')])];
    }
  }
}

/** `https://www.acme.example/` is the same address to people as `acme.example`. */
function addressSpellings(value: string): readonly string[] {
  const bare = bareAddress(value);
  if (bare === '') return [];
  return ['https://', 'http://', ''].flatMap((scheme) =>
    ['', 'www.'].flatMap((prefix) => ['', '/'].map((end) => `${scheme}${prefix}${bare}${end}`)),
  );
}

function fits({ field, value }: KeyPart, stored: unknown): boolean {
  const shown = field.codec.decode(stored);
  if (typeof shown !== 'string') return false;
  switch (field.codec.comparison) {
    case 'number':
    case 'date':
      return shown === field.codec.decode(value);
    case 'address':
      return bareAddress(shown) === bareAddress(value);
    default:
      return baseNormalizers.text(shown) === baseNormalizers.text(value);
  }
}
