import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  type CallOptions,
  type ConnectContext,
  type ConnectionHints,
  ContractError,
  checkpointUnknown,
  createCheckpointCodec,
  type Hint,
  type HintDelivery,
  type HintPage,
  type HintRequest,
} from '@linkwright/core';
import { z } from 'zod';
import type { AirtableClient } from './airtable-client.ts';
import { pingSchema, type WirePayload, type WireWebhook } from './airtable-webhook-wire.ts';

/** A webhook lives for seven days after the last reading, and what it tells of after that is lost: half a day to spare. */
const lifeMs = 6.5 * 24 * 3_600_000;

/** Tables, records and cells of the whole base, whoever changes them: Airtable tells no token from another one of its owner. */
export const webhookSpecification = { options: { filters: { dataTypes: ['tableData'] } } } as const;

const cursors = createCheckpointCodec({
  appName: 'Airtable',
  version: 1,
  schema: z.looseObject({ webhook: z.string().startsWith('ach'), next: z.int().min(1), readAt: z.number() }),
});

/**
 * The base's webhook: its payloads are read by a cursor, so nobody has to reach us. Where an address is given, Airtable pings it when
 * there is something to read; a ping bears no data.
 */
export function createAirtableHints(
  client: AirtableClient,
  baseId: string,
  { clock }: Pick<ConnectContext, 'clock'>,
): ConnectionHints {
  const at = (webhook: string, next: number): string => cursors.write({ webhook, next, readAt: clock.now() });

  /** One that was made for this may be read by several: each has its own cursor. */
  function shared(webhooks: readonly WireWebhook[]): WireWebhook | undefined {
    return webhooks.find((webhook) => webhook.notificationUrl === null && webhook.isHookEnabled && isOurs(webhook));
  }

  async function forget(cursor: string | null, options: CallOptions): Promise<void> {
    const webhook = cursor === null ? null : webhookOf(cursor);
    if (webhook !== null) await client.deleteWebhook(webhook, options);
  }

  return {
    pull: {
      everyMs: 5_000,
      notifies: true,
      async open({ cursor, notifyAt }, options) {
        if (notifyAt === null) {
          const known = shared(await client.listWebhooks(options));
          if (known !== undefined) {
            if (cursor !== null && webhookOf(cursor) !== known.id) await forget(cursor, options);
            return { cursor: at(known.id, known.cursorForNextPayload) };
          }
        }
        // The secret of one that is there is not told again.
        await forget(cursor, options);
        const { id, macSecretBase64 } = await client.createWebhook(webhookSpecification, notifyAt, options);
        return { cursor: at(id, 1), ...(notifyAt !== null && { secret: macSecretBase64 }) };
      },
      async read({ objects, cursor }, options): Promise<HintPage> {
        const { webhook, next, readAt } = cursors.read(cursor);
        if (clock.now() - readAt > lifeMs) throw over(webhook);
        const answer = await client.listPayloads(webhook, next, options);
        if (answer === null || answer.payloads.some(({ error }) => error === true)) throw over(webhook);
        const watched = new Set(objects);
        const hints = answer.payloads.flatMap(hintsOf).filter(({ object }) => watched.has(object));
        return { hints, cursor: at(webhook, answer.cursor), more: answer.mightHaveMore };
      },
      close: ({ cursor }, options) => forget(cursor, options),
    },
    push: { signed: true, receive: async (request) => receivePing(request, baseId) },
  };
}

const over = (webhook: string): ContractError =>
  new ContractError(`The Airtable webhook ${webhook} is over: it was deleted, switched off, or not read for a week.`, {
    code: checkpointUnknown,
  });

/** Of a cursor that this connector wrote. */
function webhookOf(cursor: string): string | null {
  try {
    return cursors.read(cursor).webhook;
  } catch {
    return null;
  }
}

function isOurs({ specification }: WireWebhook): boolean {
  const { dataTypes, ...narrowing } = specification.options.filters;
  return dataTypes.length === 1 && dataTypes[0] === 'tableData' && Object.keys(narrowing).length === 0;
}

function hintsOf({ changedTablesById = {} }: WirePayload): readonly Hint[] {
  return Object.entries(changedTablesById).flatMap(([object, changes]) => [
    ...Object.keys(changes.createdRecordsById ?? {}).map((id) => ({ object, id, kind: 'changed' as const })),
    ...Object.keys(changes.changedRecordsById ?? {}).map((id) => ({ object, id, kind: 'changed' as const })),
    ...(changes.destroyedRecordIds ?? []).map((id) => ({ object, id, kind: 'deleted' as const })),
  ]);
}

/** A ping has no time in its signature; one that is sent again makes us read the feed again, which does no harm. */
function receivePing({ headers, body, secret }: HintRequest, baseId: string): HintDelivery {
  if (secret === null || !isSigned(headers['x-airtable-content-mac'] ?? '', body, secret)) {
    return { kind: 'refused', reason: 'forged' };
  }
  const ping = pingSchema.safeParse(json(body));
  if (!ping.success || ping.data.base.id !== baseId) return { kind: 'refused', reason: 'malformed' };
  return { kind: 'read-feed' };
}

function isSigned(header: string, body: Uint8Array, secret: string): boolean {
  const told = /^hmac-sha256=([0-9a-f]{64}|[A-Za-z0-9+/]{43}=)$/.exec(header)?.[1];
  if (told === undefined) return false;
  const expected = createHmac('sha256', Buffer.from(secret, 'base64')).update(body).digest();
  // In hexadecimal digits, by the vendor's own client; base64 was seen as well.
  return timingSafeEqual(Buffer.from(told, told.length === 64 ? 'hex' : 'base64'), expected);
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}
