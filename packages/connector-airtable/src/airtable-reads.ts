import {
  bareAddress,
  type CallOptions,
  type CanonicalValue,
  chunksOf,
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
  const candidates: SourceRecord[][] = request.keys.map(() => []);
  const wanted = { fields: request.fields, associations: [] };
  for (const group of groupKeys(table, request.keys)) {
    const keyFields = group.flatMap(({ parts }) => parts.map(({ field }) => field.id));
    const query = {
      fields: requestedIds(table, { fields: [...request.fields, ...keyFields], associations: [] }),
      formula: anyOf(group.map(({ formula }) => formula)),
      byPost: true,
    };
    const seen = new Set<string>();
    for await (const page of listPages(client, table.id, query, options)) {
      for (const record of page.records) {
        if (seen.has(record.id)) continue;
        seen.add(record.id);
        const fitting = group.filter(({ parts }) => parts.every((part) => fits(part, record.fields[part.field.id])));
        // Airtable's idea of equal texts may be wider than ours; then the record may be meant by any key of the call.
        for (const { index } of fitting.length === 0 ? group : fitting) {
          candidates[index]?.push(decodeRecord(table, record, wanted));
        }
      }
    }
  }
  return candidates;
}

interface KeyPart {
  readonly field: AirtableField;
  readonly value: string;
}

interface FormulaKey {
  readonly index: number;
  readonly parts: readonly KeyPart[];
  readonly formula: string;
}

/** As many keys per call as it takes. A key with an empty part finds nothing and is not asked for. */
function groupKeys(table: AirtableTable, keys: readonly LookupKey[]): readonly (readonly FormulaKey[])[] {
  const groups: FormulaKey[][] = [];
  let length = 0;
  keys.forEach((key, index) => {
    const parts = partsOf(table, key);
    if (parts === null) return;
    const formula = allOf(parts.map(partFormula));
    const last = groups.at(-1);
    if (last !== undefined && last.length < maxKeysPerCall && length + formula.length < maxFormulaLength) {
      last.push({ index, parts, formula });
      length += formula.length + 1;
    } else {
      groups.push([{ index, parts, formula }]);
      length = formula.length;
    }
  });
  return groups;
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
  return loose(stored) === loose(value);
}

function loose(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}
