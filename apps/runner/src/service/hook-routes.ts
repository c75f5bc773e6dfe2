import type { HintDelivery, HintRequest } from '@linkwright/core';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from 'pino';
import { type Hook, hashOf, hookUrl } from '../hints/hook-book.ts';
import type { ServiceClock } from './scheduler.ts';

/** Who is called: the connection of a workspace that an address belongs to. */
export interface CalledConnection {
  readonly workspace: string;
  readonly hook: Hook;
  /** Verifies, and reads what the request says. `null`: the connection takes no requests (any more). */
  receive(request: HintRequest): Promise<HintDelivery | null>;
  /** Keeps what is to be looked at, or has the feed read at once. */
  take(delivery: Extract<HintDelivery, { kind: 'hints' | 'read-feed' }>): Promise<void>;
}

export interface HookContext {
  /** The connection by the hash of the secret part of an address. */
  find(hash: string): Promise<CalledConnection | null>;
  readonly clock: Pick<ServiceClock, 'now'>;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  /** Told of each request, by what became of it. */
  readonly count: (outcome: HookOutcome) => void;
}

export type HookOutcome =
  | 'taken'
  | 'repeated'
  | 'forged'
  | 'stale'
  | 'malformed'
  | 'unknown'
  | 'too-large'
  | 'too-many';

const mostBytes = 1024 * 1024;
/** Requests to known addresses in a second, and to unknown ones; what is more is answered without being looked at. */
const mostKnown = 100;
const mostUnknown = 20;
/** So long a request is known again, in milliseconds: longer than any signature is valid. */
const rememberMs = 600_000;
const mostRemembered = 10_000;

/**
 * `POST /hooks/CONNECTOR/SECRET`, for apps that call. The address says who is meant, and nothing else of the request does: neither
 * its Host nor what proxies add. Nothing is stored of a request that is refused.
 */
export function hookRoutes({
  find,
  clock,
  log,
  count,
}: HookContext): Hono<{ Variables: { called: CalledConnection } }> {
  const seen = new Map<string, number>();
  const known = createBound(mostKnown, clock);
  const unknown = createBound(mostUnknown, clock);
  const app = new Hono<{ Variables: { called: CalledConnection } }>();
  app.post(
    '/:connector/:secret',
    async (context, next) => {
      // Before the body is read.
      const { connector, secret } = context.req.param();
      const called = secret.length > 100 ? null : await find(hashOf(secret));
      const bound = called === null ? unknown : known;
      if (!bound()) {
        count('too-many');
        return context.body(null, 429, { 'retry-after': '1' });
      }
      if (called === null || called.hook.connector !== connector) {
        count('unknown');
        return context.body(null, 404);
      }
      context.set('called', called);
      return next();
    },
    bodyLimit({
      maxSize: mostBytes,
      onError(context) {
        count('too-large');
        return context.body(null, 413);
      },
    }),
    async (context) => {
      const called = context.get('called');
      const { secret } = context.req.param();
      const query = context.req.url.includes('?') ? context.req.url.slice(context.req.url.indexOf('?')) : '';
      const request: HintRequest = {
        method: context.req.method,
        url: `${hookUrl(called.hook, secret)}${query}`,
        headers: context.req.header(),
        body: new Uint8Array(await context.req.arrayBuffer()),
        secret: null,
      };
      const delivery = await called.receive(request);
      if (delivery === null) {
        count('unknown');
        return context.body(null, 404);
      }
      if (delivery.kind === 'refused') {
        count(delivery.reason);
        const { workspace, hook } = called;
        log.warn(
          { workspace, connection: hook.connection, reason: delivery.reason },
          'a request of an app was refused',
        );
        return context.body(null, delivery.reason === 'malformed' ? 400 : 401);
      }
      if (delivery.kind === 'hints' && delivery.delivery !== undefined) {
        const name = `${called.workspace} ${called.hook.connection} ${delivery.delivery}`;
        forgetOld(seen, clock.now());
        if (seen.has(name)) {
          count('repeated');
          return context.body(null, 204);
        }
        seen.set(name, clock.now());
      }
      await called.take(delivery);
      count('taken');
      return context.body(null, 204);
    },
  );
  app.onError((error, context) => {
    log.error({ error: String(error) }, 'a request of an app could not be taken');
    // It is sent again.
    return context.body(null, 503);
  });
  return app;
}

/** Lets through so many in a second. */
function createBound(most: number, clock: Pick<ServiceClock, 'now'>): () => boolean {
  let second = 0;
  let count = 0;
  return () => {
    const now = Math.floor(clock.now() / 1000);
    if (now !== second) count = 0;
    second = now;
    count += 1;
    return count <= most;
  };
}

function forgetOld(seen: Map<string, number>, now: number): void {
  for (const [name, at] of seen) {
    if (now - at <= rememberMs && seen.size < mostRemembered) return;
    seen.delete(name);
  }
}
