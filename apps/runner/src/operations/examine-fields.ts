import {
  type CanonicalValue,
  convertValue,
  type FieldSchema,
  havePairedOptions,
  pairOptions,
  type SourceRecord,
} from '@linkwright/core';
import { openCatalogue } from '../session/object-catalogue.ts';
import type { OpenConnection } from '../session/open-connections.ts';
import type { Work } from '../session/work.ts';
import { fieldCompatibility } from '../suggest/field-compatibility.ts';
import type { FieldPairsDocument } from './documents/set-up-document.ts';
import { namedField } from './examine-key.ts';
import type { ObjectAsked } from './objects.ts';
import { withConnections } from './opened-apps.ts';

export interface FieldsAsked {
  readonly left: ObjectAsked;
  readonly right: ObjectAsked;
  /** Names or ids of fields that would be kept in step. */
  readonly pairs: readonly { readonly left: string; readonly right: string }[];
  /** A field for which a partner is sought. Absent: none is. */
  readonly partnersOf?: { readonly side: 'left' | 'right'; readonly field: string } | undefined;
}

type Pair = FieldPairsDocument['pairs'][number];

/** Of each side of a pair, so many values are shown. */
const shownValues = 2;

/** Which fields fit, with values that a page of records of each app holds and what would become of them. Nothing is written. */
export function examineFields(
  work: Work,
  { left, right, pairs, partnersOf }: FieldsAsked,
): Promise<FieldPairsDocument> {
  return withConnections(work, [left.connection, right.connection], async ({ connections }) => {
    const catalogue = openCatalogue(connections, work.signal);
    const [ofLeft, ofRight] = await Promise.all([
      catalogue.describe(left.connection, left.object),
      catalogue.describe(right.connection, right.object),
    ]);
    const fields = pairs.map((pair) => ({
      left: namedField(ofLeft, pair.left),
      right: namedField(ofRight, pair.right),
    }));
    const read = (end: ObjectAsked, object: { readonly id: string }, side: 'left' | 'right') =>
      somePage(
        catalogue.connection(end.connection),
        object.id,
        fields.map((pair) => pair[side].id),
        work.signal,
      );
    const [leftRecords, rightRecords] = await Promise.all([read(left, ofLeft, 'left'), read(right, ofRight, 'right')]);
    return {
      pairs: fields.map((pair) => ({
        left: pair.left.name,
        right: pair.right.name,
        ...wayOf(pair.left, pair.right),
        samples: samplesOf(pair, leftRecords, rightRecords),
      })),
      partners: partnersOf === undefined ? [] : partners(ofLeft, ofRight, partnersOf),
    };
  });
}

/** A few records, as the app pages them. Nothing is read where no field is asked for. */
async function somePage(
  { app }: Pick<OpenConnection, 'app'>,
  object: string,
  fields: readonly string[],
  signal: AbortSignal,
): Promise<readonly Pick<SourceRecord, 'fields'>[]> {
  if (fields.length === 0) return [];
  const wanted = [...new Set(fields)];
  for await (const { records } of app.readChanges(
    { object, since: null, fields: wanted, associations: [] },
    { signal },
  )) {
    if (records.length > 0) return records;
  }
  return [];
}

function wayOf(
  left: FieldSchema,
  right: FieldSchema,
): Pick<Pair, 'compatible' | 'direction' | 'needsTimeZone' | 'reason'> {
  const way = fieldCompatibility(left, right);
  return way.compatible
    ? { compatible: true, direction: way.direction, needsTimeZone: way.needsTimeZone }
    : { compatible: false, reason: way.reason };
}

function samplesOf(
  { left, right }: { readonly left: FieldSchema; readonly right: FieldSchema },
  leftRecords: readonly Pick<SourceRecord, 'fields'>[],
  rightRecords: readonly Pick<SourceRecord, 'fields'>[],
): Pair['samples'] {
  const way = fieldCompatibility(left, right);
  if (!way.compatible) return [];
  const options = havePairedOptions(left, right) ? pairOptions(left, right, {}) : null;
  const convert = (
    from: 'left' | 'right',
    records: readonly Pick<SourceRecord, 'fields'>[],
    [own, other]: readonly [FieldSchema, FieldSchema],
    paired: ReadonlyMap<string, string> | null,
  ): Pair['samples'] =>
    someValues(records, own).map((before) => {
      const converted = convertValue(before, own, other, paired);
      return converted.ok ? { from, before, after: converted.value } : { from, before, reason: converted.reason };
    });
  return [
    ...(way.direction === 'right-to-left' ? [] : convert('left', leftRecords, [left, right], options?.toRight ?? null)),
    ...(way.direction === 'left-to-right'
      ? []
      : convert('right', rightRecords, [right, left], options?.toLeft ?? null)),
  ];
}

/** Values that differ; blanks say nothing. */
function someValues(records: readonly Pick<SourceRecord, 'fields'>[], { id }: FieldSchema): readonly CanonicalValue[] {
  const found = new Map<string, CanonicalValue>();
  for (const { fields } of records) {
    const value = fields[id] ?? null;
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    found.set(JSON.stringify(value), value);
    if (found.size === shownValues) break;
  }
  return [...found.values()];
}

function partners(
  left: { readonly name: string; readonly fields: readonly FieldSchema[] },
  right: { readonly name: string; readonly fields: readonly FieldSchema[] },
  { side, field }: NonNullable<FieldsAsked['partnersOf']>,
): FieldPairsDocument['partners'] {
  const own = namedField(side === 'left' ? left : right, field);
  return (side === 'left' ? right : left).fields
    .map((other) => ({
      name: other.name,
      label: other.label,
      type: other.type,
      ...(side === 'left' ? wayOf(own, other) : wayOf(other, own)),
    }))
    .sort((a, b) => Number(b.compatible) - Number(a.compatible));
}
