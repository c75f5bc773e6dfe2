import { z } from 'zod';
import { answerLimits } from './answer-limits.ts';
import { idSchema as id } from './id-schema.ts';
import { parseAnswer } from './parse-answer.ts';
import type { SourceRecord } from './source-record.ts';

export const canonicalValueSchema = z.union(
  [
    z.string().min(1, 'an empty text is null'),
    z.boolean(),
    z.array(z.string()).min(1, 'an empty list is null'),
    z.null(),
  ],
  'expected a text, true, false, a list of texts or null; numbers, dates and moments are texts too',
);

export const associationsSchema = z.record(
  id,
  z.array(
    z.union(
      [z.looseObject({ id }), z.looseObject({ id: z.undefined().optional(), key: z.string().min(1) })],
      'expected { id } or { key }, whose value is a text',
    ),
  ),
);

const alternateKeysSchema = z.record(id, z.array(z.string().min(1)));

export const sourceRecordSchema = z.looseObject({
  id,
  fields: z.record(id, canonicalValueSchema),
  alternateKeys: alternateKeysSchema.exactOptional(),
  associations: associationsSchema.exactOptional(),
  revision: z.string().exactOptional(),
  createdAt: z.iso.datetime().exactOptional(),
  modifiedAt: z.iso.datetime().exactOptional(),
  mergedFrom: z.array(id).exactOptional(),
});

export const readRecordSchema = z.looseObject({ id, record: sourceRecordSchema.nullable() });

export const recordAssociationsSchema = z.looseObject({ id, associations: associationsSchema.nullable() });

export const changePageSchema = z.looseObject({
  records: z.array(sourceRecordSchema),
  deleted: z.array(id),
  checkpoint: z.string().max(answerLimits.checkpoint),
});

/** Throws a `ContractError` (`invalid-record`) that names every fault and its place. */
export function parseSourceRecord(value: unknown): SourceRecord {
  return parseAnswer(sourceRecordSchema, value, 'a record', 'invalid-record');
}
