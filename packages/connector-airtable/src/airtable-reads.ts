import {
  bareAddress,
  baseNormalizers,
  type CallOptions,
  type CanonicalValue,
  chunksOf,
  findCandidates,
  inAskedOrder,
  type LookupKey,
  type ReadRecord,
  type Selection,
  type SourceRecord,
  UnsupportedError,
} from '@linkwright/core';
import { strangeRecord } from '@linkwright/http';
import type { AirtableClient } from './airtable-client.ts';
import { allOf, anyOf, numberMatches, recordIdIn, textContains, textMatches } from './airtable-formula.ts';
import { listPages } from './airtable-listing.ts';
import { decodeRecord, requestedIds } from './airtable-records.ts';
import type { AirtableField, AirtableTable } from './airtable-schema.ts';
import { isRecordId } from './airtable-wire.ts';

/** Records per page, and so per call that asks for ids. */
const pageSize = 100;

/** Of one formula: half of what Airtable takes, so that no server on the way is stretched either. */
const maxFormulaLength = 15_000;
const maxKeysPerCall = 100;

/** One answer per id, in order; 100 ids per call. */
export async function readRecords(
  client: AirtableClient,
  table: AirtableTable,
  request: Selection & { readonly ids: readonly string[] },
  options: CallOptions,
): Promise<readonly ReadRecord[]> {
  const found = new Map<string, SourceRecord>();
  for (const ids of chunksOf([...new Set(request.ids)].filter(isRecordId), pageSize)) {
    const wanted = new Set(ids);
    const query = {
      fields: requestedIds(table, request),
      formula: recordIdIn(ids),
      maxRecords: ids.length,
      byPost: true,
    };
    for await (const page of listPages(client, table.id, query, options)) {
      for (const record of page.records) {
        if (!wanted.has(record.id)) throw strangeRecord('Airtable', record.id);
        found.set(record.id, decodeRecord(table, record, request));
      }
    }
  }
  return inAskedOrder(request.ids, found);
}

/**
 * Candidates per key, in order. The comparison is loose (case, blanks around a text, a web address without its scheme)
 * and never narrower than what was written: the engine compares again, by the match key's own rule.
 */
export async function findByKey(
  client: AirtableClient,
  table: AirtableTable,
  request: { readonly keys: readonly LookupKey[]; readonly fields: readonly string[] },
  options: CallOptions,
): Promise<readonly (readonly SourceRecord[])[]> {
  return findCandidates(request.keys, {
    prepare: (key) => prepareKey(table, key),
    // The separator from the next one included.
    sizeOf: ({ formula }) => formula.length + 1,
    maxKeys: maxKeysPerCall,
    maxSize: maxFormulaLength,
    async *read(keys) {
      const keyFields = keys.flatMap(({ parts }) => parts.map(({ field }) => field.id));
      const query = {
        fields: requestedIds(table, { fields: [...request.fields, ...keyFields], associations: [] }),
        formula: anyOf(keys.map(({ formula }) => formula)),
        byPost: true,
      };
      for await (const { records } of listPages(client, table.id, query, options)) yield records;
    },
    fits: (record, { parts }) => parts.every((part) => fits(part, record.fields[part.field.id])),
    recordOf: (record) => decodeRecord(table, record, { fields: request.fields, associations: [] }),
  });
}

interface KeyPart {
  readonly field: AirtableField;
  readonly value: string;
}

interface FormulaKey {
  readonly parts: readonly KeyPart[];
  readonly formula: string;
}

/** `null`: a part is empty, so nothing has the key. */
function prepareKey(table: AirtableTable, key: LookupKey): FormulaKey | null {
  const parts = partsOf(table, key);
  return parts === null ? null : { parts, formula: allOf(parts.map(partFormula)) };
}

function partsOf(table: AirtableTable, key: LookupKey): readonly KeyPart[] | null {
  const parts: KeyPart[] = [];
  for (const [id, value] of Object.entries(key)) {
    const field = table.fields.get(id);
    if (field === undefined || field.codec.comparison === 'none') {
      throw new UnsupportedError(
        `Airtable records of "${table.schema.name}" cannot be looked up by "${field?.name ?? id}".`,
        { code: 'lookup-unsupported' },
      );
    }
    const text = keyText(field, value);
    if (text === null) return null;
    parts.push({ field, value: text });
  }
  return parts.length === 0 ? null : parts;
}

function keyText(field: AirtableField, value: CanonicalValue): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  if (field.codec.comparison === 'number') return Number.isFinite(Number(value)) ? value : null;
  return value;
}

function partFormula({ field, value }: KeyPart): string {
  if (field.codec.comparison === 'number') return numberMatches(field.id, Number(value), placesOf(field));
  if (field.codec.type !== 'url') return textMatches(field.id, value);
  const bare = bareAddress(value);
  return bare === '' ? textMatches(field.id, value) : textContains(field.id, bare);
}

/** Decimal places that count. A computed field says none; then as many as a sum of prices needs and more. */
function placesOf({ codec }: AirtableField): number {
  if (codec.type === 'integer') return 0;
  return typeof codec.precision === 'number' ? codec.precision : 9;
}

function fits({ field, value }: KeyPart, cell: unknown): boolean {
  const stored = field.codec.decode(cell);
  if (typeof stored !== 'string') return false;
  if (field.codec.comparison === 'number')
    return Math.abs(Number(stored) - Number(value)) <= 0.5 / 10 ** placesOf(field);
  if (field.codec.type === 'url') return bareAddress(stored).includes(bareAddress(value));
  return baseNormalizers.text(stored) === baseNormalizers.text(value);
}
