import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { createHintLine, type HintFaultName, type HintLine } from '../hints/hint-faults.ts';
import type { HintPost } from '../hints/hint-post.ts';
import type { AirtableChangeSet } from './airtable-change-set.ts';
import { failure, invalidRequest } from './airtable-errors.ts';
import type { NewId } from './airtable-ids.ts';
import type { AirtableState, BaseState, JsonObject, UserState } from './airtable-state.ts';
import { specificationSchema, webhookPayload } from './airtable-webhook-payload.ts';

const mostWebhooks = 10;
const mostPayloads = 50;
const lifeMs = 7 * 24 * 3_600_000;
const pingTimeoutMs = 25_000;
const mostRetries = 13;
const firstRetryMs = 10_000;

const newWebhookSchema = z.looseObject({
  notificationUrl: z.url({ protocol: /^https?$/ }).nullish(),
  specification: specificationSchema,
});

const enableSchema = z.looseObject({ enable: z.boolean() });

interface Webhook {
  readonly id: string;
  readonly secret: Buffer;
  readonly notificationUrl: string | null;
  readonly specification: z.output<typeof specificationSchema>;
  /** By cursor, which begins at 1. */
  readonly payloads: Map<number, { readonly payload: JsonObject; readonly at: number }>;
  readonly line: HintLine<JsonObject>;
  cursor: number;
  expiresAt: number;
  notifies: boolean;
  pinging: boolean;
  lastSuccess: number | null;
  lastResult: JsonObject | null;
}

export interface WebhooksOptions {
  readonly state: AirtableState;
  readonly newId: NewId;
  readonly now: () => number;
  readonly speed: number;
  readonly random: () => number;
  readonly post: HintPost;
  readonly drawHintFault: () => HintFaultName | undefined;
}

/**
 * The webhooks of all bases: payloads are kept for a week under a cursor that only grows, and a webhook that nobody reads or refreshes
 * for a week is over. A notification is a ping without data; failing ones are repeated 13 times, then switched off.
 */
export class AirtableWebhooks {
  readonly #options: WebhooksOptions;
  readonly #hooks = new Map<string, Map<string, Webhook>>();
  #transaction = 0;

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  create(base: BaseState, body: unknown): unknown {
    const parsed = newWebhookSchema.safeParse(body);
    if (!parsed.success) throw invalidRequest();
    const hooks = this.#of(base);
    if (hooks.size >= mostWebhooks) {
      throw failure(403, 'TOO_MANY_WEBHOOKS_IN_BASE', `A base has at most ${mostWebhooks} webhooks.`);
    }
    const scope = parsed.data.specification.options.filters.recordChangeScope;
    if (scope?.startsWith('tbl') === true && !base.tables.has(scope)) {
      throw failure(422, 'INVALID_FILTERS', 'The recordChangeScope is not in this base.');
    }
    const { now, speed, random, newId, drawHintFault: draw } = this.#options;
    const hook: Webhook = {
      id: newId('ach'),
      secret: Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256))),
      notificationUrl: parsed.data.notificationUrl ?? null,
      specification: parsed.data.specification,
      payloads: new Map(),
      line: createHintLine({ now, speed, draw }, (payload: JsonObject) => this.#keep(base, hook, payload)),
      cursor: 1,
      expiresAt: now() + lifeMs / speed,
      notifies: true,
      pinging: false,
      lastSuccess: null,
      lastResult: null,
    };
    hooks.set(hook.id, hook);
    return {
      id: hook.id,
      macSecretBase64: hook.secret.toString('base64'),
      expirationTime: new Date(hook.expiresAt).toISOString(),
    };
  }

  list(base: BaseState): unknown {
    return {
      webhooks: [...this.#of(base).values()].map((hook) => ({
        id: hook.id,
        areNotificationsEnabled: hook.notifies,
        isHookEnabled: true,
        cursorForNextPayload: hook.cursor,
        notificationUrl: hook.notificationUrl,
        expirationTime: new Date(hook.expiresAt).toISOString(),
        lastSuccessfulNotificationTime: hook.lastSuccess === null ? null : new Date(hook.lastSuccess).toISOString(),
        lastNotificationResult: hook.lastResult,
        specification: hook.specification,
      })),
    };
  }

  delete(base: BaseState, id: string): undefined {
    this.#hook(base, id);
    this.#of(base).delete(id);
  }

  enable(base: BaseState, id: string, body: unknown): undefined {
    const hook = this.#hook(base, id);
    const parsed = enableSchema.safeParse(body);
    if (!parsed.success) throw invalidRequest();
    hook.notifies = parsed.data.enable;
  }

  refresh(base: BaseState, id: string): unknown {
    const hook = this.#hook(base, id);
    if (this.#isOver(hook)) throw notThere();
    hook.expiresAt = this.#options.now() + lifeMs / this.#options.speed;
    return { expirationTime: new Date(hook.expiresAt).toISOString() };
  }

  payloads(base: BaseState, id: string, query: URLSearchParams): unknown {
    const hook = this.#hook(base, id);
    hook.line.flush();
    const from = wholeNumber(query.get('cursor'), 1, Number.MAX_SAFE_INTEGER) ?? 1;
    const limit = wholeNumber(query.get('limit'), 1, mostPayloads) ?? mostPayloads;
    const { now, speed } = this.#options;
    if (!this.#isOver(hook)) hook.expiresAt = now() + lifeMs / speed;
    for (const [cursor, { at }] of hook.payloads) if (now() - at > lifeMs / speed) hook.payloads.delete(cursor);
    const kept = [...hook.payloads].filter(([cursor]) => cursor >= from).slice(0, limit);
    const last = kept.at(-1)?.[0];
    const next = last === undefined ? Math.max(from, 1) : last + 1;
    return { payloads: kept.map(([, { payload }]) => payload), cursor: next, mightHaveMore: next < hook.cursor };
  }

  /** One transaction of a client, told to every webhook that watches some of it. */
  note(base: BaseState, changes: AirtableChangeSet, user: UserState): void {
    const hooks = this.#hooks.get(base.id);
    if (hooks === undefined || changes.isEmpty) return;
    this.#transaction += 1;
    const { state, now } = this.#options;
    const transaction = { state, base, changes, user, at: now(), number: this.#transaction };
    for (const hook of hooks.values()) {
      if (this.#isOver(hook)) continue;
      const payload = webhookPayload(transaction, hook.specification.options.filters);
      if (payload !== null) hook.line.add(payload);
    }
  }

  #keep(base: BaseState, hook: Webhook, payload: JsonObject): void {
    hook.payloads.set(hook.cursor, { payload, at: this.#options.now() });
    hook.cursor += 1;
    if (hook.notificationUrl === null || !hook.notifies || hook.pinging) return;
    // Several changes of a moment are one ping.
    hook.pinging = true;
    this.#options.post.later(0, () => void this.#ping(base, hook, hook.notificationUrl ?? '', 0));
  }

  async #ping(base: BaseState, hook: Webhook, url: string, retry: number): Promise<void> {
    hook.pinging = false;
    const { now, post, speed } = this.#options;
    if (!hook.notifies || this.#of(base).get(hook.id) !== hook) return;
    const startedAt = now();
    const timestamp = new Date(startedAt).toISOString();
    const body = JSON.stringify({ base: { id: base.id }, webhook: { id: hook.id }, timestamp });
    const mac = createHmac('sha256', hook.secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-airtable-content-mac': `hmac-sha256=${mac}` };
    const status = await post.send({ url, headers, body }, pingTimeoutMs);
    const success = status === 200 || status === 204;
    const durationMs = now() - startedAt;
    const completionTimestamp = new Date(now()).toISOString();
    const willBeRetried = !success && retry < mostRetries;
    hook.lastResult = success
      ? { success, completionTimestamp, durationMs, retryNumber: retry }
      : {
          success,
          error: { message: refusal(status) },
          completionTimestamp,
          durationMs,
          retryNumber: retry,
          willBeRetried,
        };
    if (success) hook.lastSuccess = now();
    else if (willBeRetried) {
      post.later((firstRetryMs * 2 ** Math.min(retry, 8)) / speed, () => void this.#ping(base, hook, url, retry + 1));
    } else hook.notifies = false;
  }

  #isOver(hook: Webhook): boolean {
    return this.#options.now() > hook.expiresAt;
  }

  #of(base: BaseState): Map<string, Webhook> {
    const known = this.#hooks.get(base.id) ?? new Map<string, Webhook>();
    this.#hooks.set(base.id, known);
    // What is over can be read for another week.
    const { now, speed } = this.#options;
    for (const hook of known.values()) if (now() > hook.expiresAt + lifeMs / speed) known.delete(hook.id);
    return known;
  }

  #hook(base: BaseState, id: string): Webhook {
    const hook = this.#of(base).get(id);
    if (hook === undefined) throw notThere();
    return hook;
  }
}

const notThere = () => failure(404, 'NOT_FOUND', 'Could not find webhook');

const refusal = (status: number | null): string =>
  status === null
    ? 'The HTTP request was not answered in time'
    : `The HTTP request returned a ${status} status code instead of 200 or 204`;

function wholeNumber(text: string | null, least: number, most: number): number | null {
  if (text === null) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) throw invalidRequest();
  return value;
}
