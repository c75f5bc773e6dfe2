import { z } from 'zod';
import { type ConnectorError, isErrorOfKind, isLinkwrightError, type RecordError } from '../errors/linkwright-error.ts';
import { idSchema as id } from './id-schema.ts';
import { sourceRecordSchema } from './source-record-schema.ts';

const errorKinds = ['configuration', 'authentication', 'retryable', 'record', 'unsupported', 'contract'] as const;

/** What the engine stores and shows of an error is there, whichever copy of this package made it. */
const errorShape = z.looseObject({ kind: z.enum(errorKinds), code: id, message: z.string() });

const remediedShape = z.looseObject({ remedy: z.string() });
/** Both are absent in errors of older copies of this package. */
const authenticationShape = remediedShape.extend({
  missingScopes: z.array(z.string()).optional(),
  reach: z.enum(['connection', 'object']).optional(),
});

const recordErrorShape = errorShape.extend({ category: id, field: z.string().optional(), remedy: z.string() });

/** Is it an error that a member may throw, or that an outcome may carry? */
export function isConnectorError(value: unknown): value is ConnectorError {
  if (!isLinkwrightError(value) || !errorShape.safeParse(value).success) return false;
  if (value.kind === 'record') return recordErrorShape.safeParse(value).success;
  if (value.kind === 'authentication') return authenticationShape.safeParse(value).success;
  return value.kind !== 'configuration' || remediedShape.safeParse(value).success;
}

const recordErrorSchema = z.custom<RecordError>(
  (value) => isErrorOfKind(value, 'record') && isConnectorError(value),
  'expected a RecordError',
);

const connectorErrorSchema = z.custom<ConnectorError>(isConnectorError, 'expected an error of this package');

const refusedSchema = z
  .array(
    z.looseObject({
      field: id,
      target: z.union([z.looseObject({ id }), z.looseObject({ key: z.string() })]),
      error: recordErrorSchema,
    }),
  )
  .exactOptional();

export const writeOutcomeSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('written'), record: sourceRecordSchema, refused: refusedSchema }),
  z.looseObject({ kind: z.literal('exists'), id: id.nullable() }),
  z.looseObject({ kind: z.literal('stale') }),
  z.looseObject({ kind: z.literal('gone'), movedTo: id.exactOptional() }),
  z.looseObject({ kind: z.literal('rejected'), error: recordErrorSchema }),
  z.looseObject({ kind: z.literal('not-sent'), error: connectorErrorSchema }),
  z.looseObject({ kind: z.literal('unknown'), error: connectorErrorSchema }),
]);

export const mergeOutcomeSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('merged'), id }),
  z.looseObject({ kind: z.literal('gone') }),
  z.looseObject({ kind: z.literal('rejected'), error: recordErrorSchema }),
  z.looseObject({ kind: z.literal('not-sent'), error: connectorErrorSchema }),
  z.looseObject({ kind: z.literal('unknown'), error: connectorErrorSchema }),
]);

export const associationOutcomeSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('written'), refused: refusedSchema }),
  z.looseObject({ kind: z.literal('gone') }),
  z.looseObject({ kind: z.literal('not-sent'), error: connectorErrorSchema }),
  z.looseObject({ kind: z.literal('unknown'), error: connectorErrorSchema }),
]);
