import { fieldTypes } from '@linkwright/core';
import { z } from 'zod';
import { list, sideSchema, valueSchema } from './document-parts.ts';

const recordSchema = z.strictObject({ id: z.string(), label: z.string() });

/** Objects of two apps that look alike, those that others point at first. */
export const objectPairsDocumentSchema = z.strictObject({
  pairs: list(
    z.strictObject({
      left: z.string(),
      right: z.string(),
      reason: z.string(),
      /** Names of the syncs that one of the two is in already. */
      syncs: list(z.string()),
    }),
  ),
});
export type ObjectPairsDocument = z.output<typeof objectPairsDocumentSchema>;

const keyCountSchema = z.strictObject({
  records: z.number(),
  /** `false`: there are more records than were read. */
  complete: z.boolean(),
  empty: z.number(),
  /** So many values are borne by more than one record. */
  repeats: z.number(),
  /** The most frequent of them. */
  repeated: list(z.strictObject({ value: z.string(), records: z.number() })),
});

/** What both apps hold in two fields that could be a match key. */
export const keyDocumentSchema = z.strictObject({
  /** As `match` of a sync has it. */
  key: z.record(z.string(), z.string()),
  left: keyCountSchema,
  right: keyCountSchema,
  /** So many values are on both sides. */
  shared: z.number(),
  /** Some records that would be recognized as the same. */
  samples: list(z.strictObject({ value: z.string(), left: recordSchema, right: recordSchema })),
});
export type KeyDocument = z.output<typeof keyDocumentSchema>;

const wayOfFields = {
  compatible: z.boolean(),
  /** In which way the types allow it. Absent: in none. */
  direction: z.enum(['two-way', 'left-to-right', 'right-to-left']).exactOptional(),
  /** One holds moments and the other days: the sync has to say in which time zone. */
  needsTimeZone: z.boolean().exactOptional(),
  /** Why they are not compatible. */
  reason: z.string().exactOptional(),
};

/** Pairs of fields with what their records hold and what would become of it. */
export const fieldPairsDocumentSchema = z.strictObject({
  pairs: list(
    z.strictObject({
      left: z.string(),
      right: z.string(),
      ...wayOfFields,
      samples: list(
        z.strictObject({
          from: sideSchema,
          before: valueSchema,
          /** What the other app would hold. Absent: it cannot hold it. */
          after: valueSchema.exactOptional(),
          reason: z.string().exactOptional(),
        }),
      ),
    }),
  ),
  /** Every field of the other app beside the one that was named. */
  partners: list(z.strictObject({ name: z.string(), label: z.string(), type: z.string(), ...wayOfFields })),
});
export type FieldPairsDocument = z.output<typeof fieldPairsDocumentSchema>;

/** Which associations of a sync can be kept in step, the other app's field first. */
export const associationChoicesDocumentSchema = z.strictObject({
  /** The end whose field is chosen first. */
  first: z.strictObject({ side: sideSchema, connection: z.string(), object: z.string() }),
  second: z.strictObject({ side: sideSchema, connection: z.string(), object: z.string() }),
  fields: list(
    z.strictObject({
      name: z.string(),
      label: z.string(),
      cardinality: z.enum(['one', 'many']),
      /** What it points at. */
      targets: list(z.string()),
      /** What the records hold of it that were read. Absent: nobody had to know. */
      held: z.strictObject({ single: z.number(), several: z.number() }).exactOptional(),
      /** The sync is there, and switched off, through which its targets would be found. */
      switchedOff: z.string().exactOptional(),
      candidates: list(
        z.strictObject({
          name: z.string(),
          label: z.string(),
          compatible: z.boolean(),
          /** The one that is probably meant. */
          suggested: z.boolean(),
          /** Names of the syncs through which the targets are found. */
          via: list(z.string()),
          /** Carried only while there is a single target. */
          single: z.boolean(),
          reason: z.string().exactOptional(),
        }),
      ),
    }),
  ),
});
export type AssociationChoicesDocument = z.output<typeof associationChoicesDocumentSchema>;

const plainFieldSchema = z.strictObject({ name: z.string(), label: z.string(), type: z.enum(fieldTypes) });
const targetEndSchema = z.strictObject({
  object: z.string(),
  /** Fields that such a value may be one of. */
  keys: list(plainFieldSchema),
});

/** Plain fields that may name another record, and the syncs through which that record would be found. */
export const referenceChoicesDocumentSchema = z.strictObject({
  fields: list(
    plainFieldSchema.extend({
      side: sideSchema,
      /** It looks as if it named another record. */
      likely: z.boolean(),
    }),
  ),
  targets: list(z.strictObject({ sync: z.string(), left: targetEndSchema, right: targetEndSchema })),
});
export type ReferenceChoicesDocument = z.output<typeof referenceChoicesDocumentSchema>;
