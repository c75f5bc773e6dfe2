import { createHash } from 'node:crypto';
import {
  comparableValue,
  type FieldSchema,
  type Fields,
  type FieldType,
  type KeyedRecord,
  keysOf,
  type Normalizers,
} from '@linkwright/core';
import type { CompiledFieldMapping, CompiledSync } from '../context/compiled-sync.ts';
import { convertTo, writesTo } from '../merge/merge-fields.ts';
import type { Side } from '../store/side.ts';

/** From what keeps everything that is written to what keeps least of it. */
const byLoss: readonly FieldType[] = [
  'text',
  'multiline',
  'json',
  'url',
  'phone',
  'email',
  'user',
  'options',
  'option',
  'datetime',
  'date',
  'decimal',
  'integer',
  'boolean',
];

/**
 * What a record without a match key says in its mapped fields, as a short text that is equal for records of both sides
 * that say the same. Empty: the record has a key, or says nothing.
 */
export function payloadOf(
  sync: Pick<CompiledSync, 'matchKeys' | 'fields'>,
  side: Side,
  record: KeyedRecord,
  normalizers: Normalizers,
): string {
  if (sync.matchKeys.some((key) => keysOf(key, side, record, normalizers).length > 0)) return '';
  const values = sync.fields.map((mapping) => sharedValue(mapping, side, record.fields));
  if (values.every((value) => value === '')) return '';
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url');
}

/** As the side shows it that keeps less. What that side cannot hold is blank in a copy. */
function sharedValue(mapping: CompiledFieldMapping, side: Side, fields: Fields): string {
  const value = fields[mapping[side].id] ?? null;
  const ground = sharedGround(mapping);
  if (ground === side) return comparableValue(mapping[side], value);
  const converted = convertTo(mapping, ground, value);
  return converted.ok ? comparableValue(mapping[ground], converted.value) : '';
}

function sharedGround(mapping: CompiledFieldMapping): Side {
  if (!writesTo(mapping, 'left')) return 'right';
  if (!writesTo(mapping, 'right')) return 'left';
  return lossOf(mapping.left) > lossOf(mapping.right) ? 'left' : 'right';
}

/** Higher: keeps less. */
function lossOf({ type, precision, blankIsFalse }: FieldSchema): number {
  if (blankIsFalse) return byLoss.length;
  const cut = typeof precision === 'number' ? 1 / (precision + 2) : precisionLoss[precision ?? 'all'];
  return byLoss.indexOf(type) + cut;
}

const precisionLoss = { all: 0, millisecond: 0.1, second: 0.2, minute: 0.3 } as const;
