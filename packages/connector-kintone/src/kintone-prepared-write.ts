import {
  type AssociationRefusal,
  type AssociationTarget,
  type Fields,
  type RecordChange,
  RecordError,
} from '@linkwright/core';
import { encodeLookup, targetOf } from './kintone-associations.ts';
import type { KintoneApp, KintoneField } from './kintone-schema.ts';
import type { WireCells } from './kintone-wire.ts';

/** A change on its way to Kintone. */
export interface PreparedWrite {
  /** Place of the change in the request, and so of its outcome. */
  readonly index: number;
  readonly change: RecordChange;
  /** By field code, without the lookups. */
  readonly cells: WireCells;
  /** Keys by lookup field; one that Kintone refuses is taken out again, and the field stays as it is. */
  readonly keys: Map<string, string>;
  readonly refused: AssociationRefusal[];
}

/** The change in Kintone's form, or why it cannot have one. */
export function prepareWrite(app: KintoneApp, change: RecordChange, index: number): PreparedWrite | RecordError {
  if (change.kind === 'archive') return { index, change, cells: {}, keys: new Map(), refused: [] };
  const cells = encodeFields(app, change.fields, change.kind === 'create');
  if (cells instanceof RecordError) return cells;
  const prepared: PreparedWrite = { index, change, cells, keys: new Map(), refused: [] };
  for (const [code, edit] of Object.entries(change.associations ?? {})) {
    const lookup = app.lookups.get(code);
    if (lookup === undefined) return app.relatedLists.has(code) ? listError(app, code) : unknownFieldError(app, code);
    const { key, refused } = encodeLookup(lookup, edit);
    if (key !== null && (key !== '' || change.kind === 'update')) prepared.keys.set(code, key);
    prepared.refused.push(...refused);
  }
  return prepared;
}

/** Fields and lookups as they are sent. */
export function cellsOf({ cells, keys }: PreparedWrite): WireCells {
  return { ...cells, ...Object.fromEntries([...keys].map(([code, value]) => [code, { value }])) };
}

/** Takes a key out of a change and reports it. Answers whether there was one to take out. */
export function dropKey(app: KintoneApp, write: PreparedWrite, code: string, error: RecordError): boolean {
  const key = write.keys.get(code);
  const lookup = app.lookups.get(code);
  if (key === undefined || key === '' || lookup === undefined) return false;
  write.keys.delete(code);
  const target: AssociationTarget = targetOf(lookup, key);
  write.refused.push({ field: code, target, error });
  return true;
}

function encodeFields(app: KintoneApp, fields: Fields, isCreate: boolean): WireCells | RecordError {
  const cells: Record<string, { readonly value: unknown }> = {};
  for (const [code, value] of Object.entries(fields)) {
    const field = app.fields.get(code);
    if (field === undefined) return unknownFieldError(app, code);
    if (field.codec.readOnly) return readOnlyError(app, code);
    const encoded = field.codec.encode(value);
    if ('problem' in encoded) {
      return new RecordError(`"${field.name}" of "${app.schema.name}" does not take the value: ${encoded.problem}.`, {
        code: 'invalid-value',
        category: 'invalid-value',
        field: code,
        remedy: 'Correct the value in the other app, or map the field to one of another type.',
      });
    }
    if (!isCreate || value !== null || staysBlank(field)) cells[code] = { value: encoded.value };
  }
  return cells;
}

/** A record begins with its defaults, so a blank is sent only where Kintone would put one. */
function staysBlank({ hasDefault, required }: KintoneField): boolean {
  return hasDefault && !required;
}

function readOnlyError(app: KintoneApp, code: string): RecordError {
  return new RecordError(`"${code}" of "${app.schema.name}" cannot be written: Kintone, or a lookup, fills it.`, {
    code: 'field-read-only',
    category: 'read-only',
    field: code,
    remedy: 'Map it away from Kintone only, or map another field.',
  });
}

function listError(app: KintoneApp, code: string): RecordError {
  return new RecordError(`The related-records list "${code}" of "${app.schema.name}" cannot be written.`, {
    code: 'field-read-only',
    category: 'read-only',
    field: code,
    remedy: 'Map the field of the related app that the list is made from.',
  });
}

function unknownFieldError(app: KintoneApp, code: string): RecordError {
  return new RecordError(`The Kintone app "${app.schema.name}" has no field "${code}" to write to.`, {
    code: 'unknown-field',
    category: 'other',
    field: code,
    remedy: 'Run `linkwright check`: it names the mappings whose field is gone.',
  });
}
