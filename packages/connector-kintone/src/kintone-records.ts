import { canonicalDatetime, type Selection, type SourceRecord, whereReadable } from '@linkwright/core';
import { decodeLookup } from './kintone-associations.ts';
import { idOf, revisionOf } from './kintone-record-id.ts';
import type { KintoneApp } from './kintone-schema.ts';
import type { WireRecord } from './kintone-wire.ts';

/**
 * The record with exactly what was asked for. Kintone shows empty fields too, so one that is missing, or whose value is
 * not readable, stays absent: the credentials may not see it, or it is gone.
 */
export function decodeRecord(app: KintoneApp, record: WireRecord, selection: Selection): SourceRecord {
  const fields = whereReadable(selection.fields, (code) => {
    const shown = record[code]?.value;
    return shown === undefined ? undefined : app.fields.get(code)?.codec.decode(shown);
  });
  const associations = whereReadable(selection.associations, (code) => {
    const [shown, lookup] = [record[code]?.value, app.lookups.get(code)];
    return shown === undefined || lookup === undefined ? undefined : decodeLookup(lookup, shown);
  });
  const revision = revisionOf(record);
  const createdAt = timeOf(record, app.createdTime);
  const modifiedAt = timeOf(record, app.updatedTime);
  return {
    id: idOf(record),
    fields,
    associations,
    ...(revision === null ? {} : { revision }),
    ...(createdAt === null ? {} : { createdAt }),
    ...(modifiedAt === null ? {} : { modifiedAt }),
  };
}

/** The codes to ask Kintone for: those that the app has, and what every record is known by. */
export function requestedCodes(app: KintoneApp, selection: Selection): readonly string[] {
  const codes = [
    ...selection.fields.filter((code) => app.fields.has(code)),
    ...selection.associations.filter((code) => app.lookups.has(code)),
    ...[app.createdTime, app.updatedTime].filter((code) => code !== null),
  ];
  return [...new Set(codes)];
}

function timeOf(record: WireRecord, code: string | null): string | null {
  return code === null ? null : canonicalDatetime(record[code]?.value);
}
