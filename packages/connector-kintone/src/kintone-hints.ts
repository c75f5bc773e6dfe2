import type { ConnectionHints, Hint, HintDelivery, HintRequest } from '@linkwright/core';
import { z } from 'zod';
import { domainUrl, type KintoneSettings } from './kintone-settings.ts';
import { isRecordId } from './kintone-wire.ts';

const idSchema = z.union([z.string(), z.int().transform(String)]).refine(isRecordId);
const base = {
  id: z.string().min(1),
  app: z.looseObject({ id: z.union([z.string().min(1), z.int().transform(String)]) }),
};

const notificationSchema = z.discriminatedUnion('type', [
  z.looseObject({
    ...base,
    type: z.enum(['ADD_RECORD', 'UPDATE_RECORD', 'UPDATE_STATUS']),
    record: z.looseObject({
      $id: z.looseObject({ value: idSchema }),
      $revision: z.looseObject({ value: z.string() }).optional(),
    }),
    url: z.string().optional(),
  }),
  z.looseObject({ ...base, type: z.literal('DELETE_RECORD'), recordId: idSchema, url: z.string().optional() }),
  // A comment is no change of a record.
  z.looseObject({ ...base, type: z.literal('ADD_RECORD_COMMENT'), url: z.string().optional() }),
]);

/**
 * Kintone's webhooks: set in the settings of each app, where the address to call is pasted. They are not signed, at most 60 a minute
 * leave a domain, and none is sent for imports, bulk deletions and calls that write several records. Ours are of that kind, so that
 * they never come back.
 */
export const createKintoneHints = (settings: KintoneSettings): ConnectionHints => ({
  push: { signed: false, receive: async (request) => receiveNotification(request, settings) },
});

function receiveNotification({ method, body }: HintRequest, settings: KintoneSettings): HintDelivery {
  const parsed = notificationSchema.safeParse(json(body));
  if (method !== 'POST' || !parsed.success) return { kind: 'refused', reason: 'malformed' };
  const { data } = parsed;
  if (data.url !== undefined && hostOf(data.url) !== hostOf(domainUrl(settings))) {
    return { kind: 'refused', reason: 'forged' };
  }
  return { kind: 'hints', hints: hintsOf(data), delivery: data.id };
}

function hintsOf(told: z.output<typeof notificationSchema>): readonly Hint[] {
  const object = told.app.id;
  if (told.type === 'ADD_RECORD_COMMENT') return [];
  if (told.type === 'DELETE_RECORD') return [{ object, id: told.recordId, kind: 'deleted' }];
  const { $id, $revision } = told.record;
  return [{ object, id: $id.value, kind: 'changed', ...($revision && { revision: $revision.value }) }];
}

const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).host : null);

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}
