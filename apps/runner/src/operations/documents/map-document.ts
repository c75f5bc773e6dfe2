import { directions } from '@linkwright/core';
import { z } from 'zod';
import { list } from './document-parts.ts';

const directionSchema = z.enum(directions);

const endSchema = z.strictObject({
  connection: z.string(),
  app: z.string(),
  object: z.string(),
  /** Of the object, as its app has it. */
  objectId: z.string(),
  filtered: z.boolean(),
});

const coverageSchema = z.strictObject({ placed: z.number(), waiting: z.number(), unplaceable: z.number() });

const mappedSyncSchema = z.strictObject({
  name: z.string(),
  implied: z.boolean(),
  left: endSchema,
  right: endSchema,
  direction: directionSchema,
  matchedOn: list(list(z.strictObject({ left: z.string(), right: z.string() }))),
  fields: list(z.strictObject({ left: z.string(), right: z.string(), direction: directionSchema })),
  linked: z.number().nullable(),
  associations: list(
    z.strictObject({
      left: z.string(),
      right: z.string(),
      via: z.string(),
      direction: directionSchema,
      reading: z.enum(['one', 'many']),
      isMark: z.boolean(),
      /** `null`: there is no state yet. */
      coverage: coverageSchema.nullable(),
    }),
  ),
});

const pointSchema = z.strictObject({ x: z.number(), y: z.number() });

/** Where everything stands in a picture of the map, in pixels from its upper left corner. */
const pictureSchema = z.strictObject({
  width: z.number(),
  height: z.number(),
  columns: list(z.strictObject({ ...pointSchema.shape, title: z.string() })),
  objects: list(
    z.strictObject({
      ...pointSchema.shape,
      width: z.number(),
      height: z.number(),
      title: z.string(),
      note: z.string(),
    }),
  ),
  pairs: list(
    z.strictObject({
      sync: z.string(),
      /** Of an SVG path. */
      path: z.string(),
      /** The line is at this height; the title stands above it, the note below. */
      label: pointSchema,
      anchor: z.enum(['start', 'middle', 'end']),
      implied: z.boolean(),
      title: z.string(),
      note: z.string(),
      direction: directionSchema,
    }),
  ),
  associations: list(
    z.strictObject({
      sync: z.string(),
      /** Of an SVG path. */
      path: z.string(),
      label: pointSchema,
      anchor: z.enum(['start', 'end']),
      title: z.string(),
      note: z.string(),
      isMark: z.boolean(),
      state: z.enum(['unknown', 'placed', 'waiting', 'unplaceable']),
    }),
  ),
});

/** What `map --json` prints. */
export const mapDocumentSchema = z.strictObject({ syncs: list(mappedSyncSchema), picture: pictureSchema });
export type MapDocument = z.output<typeof mapDocumentSchema>;
export type MapPicture = MapDocument['picture'];
