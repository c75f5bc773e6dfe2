import { z } from 'zod';

/** Answers about webhooks, as far as they are used; everything unknown is let through. */
const webhookIdSchema = z.string().startsWith('ach');

export const createdWebhookSchema = z.looseObject({ id: webhookIdSchema, macSecretBase64: z.string().min(1) });

const webhookSchema = z.looseObject({
  id: webhookIdSchema,
  isHookEnabled: z.boolean(),
  notificationUrl: z
    .string()
    .nullish()
    .transform((url) => url ?? null),
  cursorForNextPayload: z.int().min(1),
  specification: z.looseObject({
    options: z.looseObject({ filters: z.looseObject({ dataTypes: z.array(z.string()) }) }),
  }),
});

export const webhooksAnswerSchema = z.looseObject({ webhooks: z.array(webhookSchema) });

const tableChangesSchema = z.looseObject({
  createdRecordsById: z.record(z.string(), z.unknown()).optional(),
  changedRecordsById: z.record(z.string(), z.unknown()).optional(),
  destroyedRecordIds: z.array(z.string()).optional(),
});

const payloadSchema = z.looseObject({
  changedTablesById: z.record(z.string(), tableChangesSchema).optional(),
  /** The webhook is broken, and this is the last that it says. */
  error: z.boolean().optional(),
});

export const payloadsAnswerSchema = z.looseObject({
  payloads: z.array(payloadSchema),
  cursor: z.int().min(1),
  mightHaveMore: z.boolean(),
});

export const pingSchema = z.looseObject({
  base: z.looseObject({ id: z.string() }),
  webhook: z.looseObject({ id: webhookIdSchema }),
});

export type WireWebhook = z.output<typeof webhookSchema>;
export type WirePayload = z.output<typeof payloadSchema>;
export type PayloadsAnswer = z.output<typeof payloadsAnswerSchema>;
