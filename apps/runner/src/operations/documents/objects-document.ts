import { fieldTypes } from '@linkwright/core';
import { z } from 'zod';
import { list } from './document-parts.ts';

const summary = { id: z.string(), name: z.string(), label: z.string() };

/** What the apps offer: their objects. What a connector says besides is told as well. */
export const objectsDocumentSchema = z.strictObject({
  connections: list(
    z.strictObject({
      connection: z.string(),
      /** The app's own name. */
      app: z.string(),
      objects: list(z.looseObject(summary)),
      /** `false`: there may be more than the key can list; those are named by id. */
      complete: z.boolean(),
    }),
  ),
});

const fieldSchema = z.looseObject({
  ...summary,
  type: z.enum(fieldTypes),
  required: z.boolean(),
  readOnly: z.boolean(),
  unique: z.boolean(),
  options: list(z.strictObject({ value: z.string(), label: z.string() })).exactOptional(),
});

const associationFieldSchema = z.looseObject({
  ...summary,
  /** Ids of the objects that it may point at. */
  targets: list(z.string()),
  cardinality: z.enum(['one', 'many']),
  readOnly: z.boolean(),
});

/** One object with its fields. */
export const objectDocumentSchema = z.strictObject({
  connection: z.string(),
  object: z.looseObject({ ...summary, fields: list(fieldSchema), associations: list(associationFieldSchema) }),
  /** What the objects of the connection are called, by id. */
  names: z.record(z.string(), z.string()),
});

/** Of the association fields of an object, which fit one of the other app, the best first. */
export const compatibleDocumentSchema = z.strictObject({
  field: z.string(),
  candidates: list(z.looseObject({ name: z.string(), compatible: z.boolean(), reason: z.string().exactOptional() })),
});

const pairSchema = z.strictObject({ left: z.string(), right: z.string(), reason: z.string() });

/** A sync of two objects as it could be, for somebody to look over. */
export const proposalDocumentSchema = z.strictObject({
  /** `null`: no two fields look like a key of both. */
  proposal: z
    .strictObject({
      /** As the edit `add-sync` of the file takes it. */
      sync: z.strictObject({
        left: z.strictObject({ connection: z.string(), object: z.string() }),
        right: z.strictObject({ connection: z.string(), object: z.string() }),
        match: list(z.record(z.string(), z.string())),
        fields: list(z.record(z.string(), z.string())),
      }),
      match: list(pairSchema),
      fields: list(pairSchema),
      /** Dates that look alike, and can be mapped once the sync says in which time zone. */
      zoneless: list(pairSchema),
    })
    .nullable(),
});
export type ProposalDocument = z.output<typeof proposalDocumentSchema>;
