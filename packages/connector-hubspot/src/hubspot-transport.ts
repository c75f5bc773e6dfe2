import type { ConnectContext } from '@linkwright/core';
import { withoutTrailing } from '@linkwright/core';
import { bearerToken, createHttpClient, type HttpRequest, type HttpResponse } from '@linkwright/http';
import type { z } from 'zod';
import { classifyAnswer, isMalformed, malformedRequest, readWireError, retryDelayOf } from './hubspot-errors.ts';
import { hubspotOAuth } from './hubspot-oauth.ts';
import { parseAnswer } from './hubspot-parse-answer.ts';
import type { HubspotSettings } from './hubspot-settings.ts';

export type HubspotTransport = ReturnType<typeof createHubspotTransport>;

/** How requests travel, whatever they ask for. */
export function createHubspotTransport(settings: HubspotSettings, context: ConnectContext) {
  const baseUrl = withoutTrailing(settings.baseUrl, '/');
  const http = createHttpClient(context, {
    appName: 'HubSpot',
    baseUrl,
    ...(hubspotOAuth.credentials(settings, context) ?? bearerToken(settings.accessToken ?? '')),
    classify: classifyAnswer,
    retryDelay: retryDelayOf,
    readRate: (response, request) => {
      // These headers describe the app's own burst limit; other groups of endpoints have limits of their own.
      if (request.bucket !== undefined) return null;
      const requests = Number(response.headers['x-hubspot-ratelimit-max']);
      const perMs = Number(response.headers['x-hubspot-ratelimit-interval-milliseconds']);
      return requests > 0 && perMs > 0 ? { bucket: 'default', limit: { requests, perMs } } : null;
    },
  });

  /** For what the connector can do without: `null` where HubSpot will not tell this key, or has no such call. */
  async function readIfAllowed<Schema extends z.ZodType>(
    schema: Schema,
    request: Omit<HttpRequest, 'safe' | 'accept'>,
  ): Promise<z.output<Schema> | null> {
    const response = await http.request({ ...request, safe: true, accept: [403, 404] });
    return response.status >= 400 ? null : parseAnswer(schema, response, request);
  }

  /** What a refusal means is for the writer to say, for it may concern single records; one of the request's own form never does. */
  async function write(request: Omit<HttpRequest, 'accept'>, refusals: readonly number[] = []): Promise<HttpResponse> {
    const response = await http.request({ ...request, accept: [400, 404, 409, ...refusals] });
    const error = response.status === 400 ? readWireError(response.body) : null;
    if (error !== null && isMalformed(error)) throw malformedRequest(http.redact(error.message), request);
    return response;
  }

  return { baseUrl, send: http.request, read: http.read, readIfAllowed, write, redact: http.redact, close: http.close };
}
