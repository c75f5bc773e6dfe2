import { type AssociationRefusal, encodeFields, type RecordChange, RecordError, unknownField } from '@linkwright/core';
import { encodeLookup, targetOf } from './kintone-associations.ts';
import type { KintoneApp } from './kintone-schema.ts';
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

/** The change in Kintone's form. Throws a `RecordError` where it cannot have one. */
export function prepareWrite(app: KintoneApp, change: RecordChange, index: number): PreparedWrite {
  if (change.kind === 'archive') return { index, change, cells: {}, keys: new Map(), refused: [] };
  const object = { appName: 'Kintone', name: app.schema.name, fields: app.fields };
  const all = Object.entries(encodeFields(object, change.fields));
  const sent = all.filter(
    ([code]) => change.kind === 'update' || change.fields[code] !== null || staysBlank(app, code),
  );
  const cells = Object.fromEntries(sent.map(([code, value]) => [code, { value }]));
  const prepared: PreparedWrite = { index, change, cells, keys: new Map(), refused: [] };
  for (const [code, edit] of Object.entries(change.associations ?? {})) {
    const lookup = app.lookups.get(code);
    if (lookup === undefined) throw app.relatedLists.has(code) ? listError(app, code) : unknownField(object, code);
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
  write.refused.push({ field: code, target: targetOf(lookup, key), error });
  return true;
}

/** A record begins with its defaults, so a blank is sent only where Kintone would put one. */
function staysBlank(app: KintoneApp, code: string): boolean {
  const field = app.fields.get(code);
  return field?.hasDefault === true && !field.required;
}

function listError(app: KintoneApp, code: string): RecordError {
  return new RecordError(`The related-records list "${code}" of "${app.schema.name}" cannot be written.`, {
    code: 'field-read-only',
    category: 'read-only',
    field: code,
    remedy: 'Map the field of the related app that the list is made from.',
  });
}
