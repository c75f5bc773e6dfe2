import { createHmac } from 'node:crypto';
import { createHintLine, type HintLine } from '../../hints/hint-faults.ts';
import type { AppContext, AppIdentity } from './app-context.ts';
import type { PortalEvent } from './portal-event.ts';
import { type WebhookSubscription, webhookBodies } from './webhook-events.ts';

export interface WebhookTarget {
  readonly targetUrl: string;
  readonly maxConcurrentRequests: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const mostInOneRequest = 100;
const timeoutMs = 5_000;
/** After which a request that failed is sent again: ten times within 24 hours. */
const retryMs = [1, 3, 10, 30, 60, 120, 180, 240, 300, 420].map((minutes) => minutes * 60_000);

/** Calls an app's address with what it subscribed to: at least once, in no order that one could rely on. */
export class WebhookSender {
  readonly subscriptions = new Map<number, WebhookSubscription>();
  target: WebhookTarget | undefined;
  readonly #context: AppContext;
  readonly #identity: AppIdentity;
  readonly #line: HintLine<object>;
  #collected: object[] = [];
  #nextSubscription = 1;
  #nextEvent = 1;

  constructor(context: AppContext, identity: AppIdentity) {
    this.#context = context;
    this.#identity = identity;
    const { now, speed, post, drawHintFault: draw } = context;
    this.#line = createHintLine<object>({ now, speed, draw, later: (ms, work) => post.later(ms, work) }, (body) =>
      this.#collect(body),
    );
  }

  subscribe(input: Omit<WebhookSubscription, 'id' | 'createdAt' | 'updatedAt'>): WebhookSubscription {
    const time = this.#context.now();
    const subscription = { ...input, id: this.#nextSubscription, createdAt: time, updatedAt: time };
    this.#nextSubscription += 1;
    this.subscriptions.set(subscription.id, subscription);
    return subscription;
  }

  note(event: PortalEvent): void {
    if (this.target === undefined) return;
    for (const subscription of this.subscriptions.values()) {
      if (!subscription.active) continue;
      for (const body of webhookBodies(subscription, event)) {
        this.#line.add({
          eventId: this.#nextEvent,
          subscriptionId: subscription.id,
          appId: this.#identity.appId,
          ...body,
        });
        this.#nextEvent += 1;
      }
    }
  }

  #collect(body: object): void {
    this.#collected.push(body);
    if (this.#collected.length > 1) return;
    const { post, speed, settings } = this.#context;
    post.later(settings.webhookCollectMs / speed, () => {
      const events = this.#collected;
      this.#collected = [];
      for (let start = 0; start < events.length; start += mostInOneRequest) {
        void this.#send(events.slice(start, start + mostInOneRequest), 0);
      }
    });
  }

  async #send(events: readonly object[], attemptNumber: number): Promise<void> {
    const { target } = this;
    if (target === undefined) return;
    const { post, now, speed } = this.#context;
    const body = JSON.stringify(events.map((event) => ({ ...event, attemptNumber })));
    const timestamp = String(Math.floor(now()));
    const headers = {
      'content-type': 'application/json',
      'x-hubspot-request-timestamp': timestamp,
      'x-hubspot-signature-v3': signV3(this.#identity.clientSecret, target.targetUrl, body, timestamp),
    };
    const status = await post.send({ url: target.targetUrl, headers, body }, timeoutMs);
    if (status !== null && status < 400) return;
    const wait = retryMs[attemptNumber];
    if (wait !== undefined) post.later(wait / speed, () => void this.#send(events, attemptNumber + 1));
  }
}

/** As HubSpot signs a POST: base64 of the HMAC of method, address, body and time. Of the address only these are decoded. */
export function signV3(clientSecret: string, url: string, body: string, timestamp: string): string {
  const decoded = url.replaceAll(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (code) => decodeURIComponent(code));
  return createHmac('sha256', clientSecret).update(`POST${decoded}${body}${timestamp}`, 'utf8').digest('base64');
}
