import { type CycleEvent, type OperationReport, writeReasons } from '@linkwright/engine';
import { z } from 'zod';

export type HeldRecord = CycleEvent & { readonly kind: 'record-held' };
export type FailingRecord = CycleEvent & { readonly kind: 'record-failing' };

/** What a cycle tells of single records, as it is kept in a file meanwhile. */

const valueSchema = z.union([z.string(), z.boolean(), z.array(z.string()), z.null()]);
const side = z.enum(['left', 'right']);

const operationSchema = z.looseObject({
  sync: z.string(),
  kind: z.enum(['create', 'update', 'archive']),
  reason: z.enum(writeReasons).exactOptional(),
  side,
  connection: z.string(),
  id: z.string(),
  twin: z.string().exactOptional(),
  label: z.string(),
  fields: z.array(
    z.looseObject({
      field: z.string(),
      before: valueSchema,
      after: valueSchema,
      conflict: z.boolean(),
      standIn: valueSchema.exactOptional(),
      firstMatch: z.literal(true).exactOptional(),
      undone: z.looseObject({ twin: valueSchema }).exactOptional(),
      resolved: z.literal(true).exactOptional(),
    }),
  ),
  associations: z.array(
    z.looseObject({
      field: z.string(),
      added: z.array(z.string()),
      removed: z.array(z.string()),
      renamed: z.array(z.string()).exactOptional(),
    }),
  ),
});

const place = { sync: z.string(), side, id: z.string(), label: z.string() };
const heldSchema = z.looseObject({ kind: z.literal('record-held'), ...place, reason: z.string(), text: z.string() });
const failingSchema = z.looseObject({
  kind: z.literal('record-failing'),
  ...place,
  message: z.string(),
  remedy: z.string(),
});

export const parseOperation = (value: unknown): OperationReport => operationSchema.parse(value);
export const parseHeld = (value: unknown): HeldRecord => heldSchema.parse(value);
export const parseFailing = (value: unknown): FailingRecord => failingSchema.parse(value);
