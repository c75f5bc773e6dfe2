import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { DemoFailure } from './demo-failure.ts';

export interface JsonApi {
  send<Answer>(schema: z.ZodType<Answer>, method: string, path: string, body?: unknown): Promise<Answer>;
}

export interface JsonApiOptions {
  readonly app: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

const mostAttempts = 20;
/** Milliseconds. The sandbox runs faster than the vendors, and so do their penalties. */
const pauseAfterRefusal = 250;

/** One app's HTTP API, as any script would use it. Waits and tries again where a limit was reached. */
export function createJsonApi({ app, baseUrl, token, signal }: JsonApiOptions): JsonApi {
  return {
    async send(schema, method, path, body) {
      for (let attempt = 1; ; attempt += 1) {
        const response = await fetch(`${baseUrl}${path}`, {
          method,
          signal,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (response.status === 429 && attempt < mostAttempts) {
          await wait(pauseAfterRefusal, undefined, { signal });
          continue;
        }
        if (!response.ok) throw new DemoFailure(`${app} answered ${method} ${path} with ${response.status}: ${text}`);
        const answer = schema.safeParse(text === '' ? null : JSON.parse(text));
        if (answer.success) return answer.data;
        throw new DemoFailure(`${app} answered ${method} ${path} with something unexpected: ${text.slice(0, 500)}`);
      }
    },
  };
}
