import {
  AuthenticationError,
  type ConnectContext,
  type ConnectorError,
  ContractError,
  RetryableError,
  withoutTrailing,
} from '@linkwright/core';
import { clientCredentials, createHttpClient, type HttpRequest, type HttpResponse } from '@linkwright/http';
import { classifyAnswer, readMissingScopes, readWireError, retryDelayOf } from './hubspot-errors.ts';
import {
  fileAddressesSchema,
  type JournalFileAddress,
  type JournalSubscription,
  journalFileSchema,
  latestFileSchema,
  subscriptionSchema,
  subscriptionsSchema,
} from './hubspot-journal-wire.ts';
import { parseAnswer } from './hubspot-parse-answer.ts';
import { paths } from './hubspot-paths.ts';
import type { HubspotSettings } from './hubspot-settings.ts';

export const journalScopes: readonly string[] = [
  'developer.webhooks_journal.read',
  'developer.webhooks_journal.subscriptions.read',
  'developer.webhooks_journal.subscriptions.write',
];

/** A file has 10,000 events and 5 MB at most. */
const mostFileBytes = 20_000_000;

export type JournalClient = ReturnType<typeof createJournalClient>;

/** The calls of an app for itself; nothing is remembered between them but its token. */
export function createJournalClient(
  app: { readonly clientId: string; readonly clientSecret: string },
  settings: Pick<HubspotSettings, 'baseUrl'>,
  context: ConnectContext,
) {
  const baseUrl = withoutTrailing(settings.baseUrl, '/');
  const tokenUrl = `${baseUrl}${paths.token}`;
  const options = {
    appName: 'HubSpot',
    clientAuthentication: 'form',
    scopes: journalScopes,
    tokenUrl,
    ...app,
  } as const;
  const http = createHttpClient(context, {
    appName: 'HubSpot',
    baseUrl,
    headers: {},
    secrets: [app.clientSecret],
    authorizer: clientCredentials(options, context),
    classify: (response, request) => ofApp(response) ?? classifyAnswer(response, request),
    retryDelay: retryDelayOf,
  });
  const call = (kind: string, request: Pick<HttpRequest, 'method' | 'path' | 'signal' | 'query' | 'body'>) =>
    ({ kind, bucket: 'journal', ...request }) as const;

  /** `null`: there is none; `'lost'`: the place is not known. */
  async function addresses(
    path: string,
    portalId: string,
    signal: AbortSignal,
  ): Promise<readonly JournalFileAddress[] | 'lost'> {
    const request = call('journal', { method: 'GET', path, query: { installPortalId: portalId }, signal });
    const response = await http.request({ ...request, safe: true, accept: [404] });
    if (response.status === 404) return 'lost';
    return response.status === 204 ? [] : parseAnswer(fileAddressesSchema, response, request).results;
  }

  return {
    /** Of all accounts that have the app. */
    async subscriptions(signal: AbortSignal): Promise<readonly JournalSubscription[]> {
      const request = call('journal-subscriptions', { method: 'GET', path: paths.journalSubscriptions, signal });
      return (await http.read(subscriptionsSchema, request)).body.results;
    },

    /** Resolves to its id. The one of its kind for an object is replaced, so sent twice it is there once. */
    async subscribe(body: object, signal: AbortSignal): Promise<string> {
      const request = call('journal-subscriptions', { method: 'POST', path: paths.journalSubscriptions, body, signal });
      const response = await http.request({ ...request, safe: true });
      return parseAnswer(subscriptionSchema.pick({ id: true }), response, request).id;
    },

    async unsubscribe(id: string, signal: AbortSignal): Promise<void> {
      const path = `${paths.journalSubscriptions}/${encodeURIComponent(id)}`;
      const request = call('journal-subscriptions', { method: 'DELETE', path, signal });
      await http.request({ ...request, safe: true, accept: [404] });
    },

    /** The place behind all that is told at the moment. `null`: nothing is, so it is the beginning. */
    async latest(portalId: string, signal: AbortSignal): Promise<string | null> {
      const query = { installPortalId: portalId };
      const request = call('journal', { method: 'GET', path: `${paths.journal}/latest`, query, signal });
      const response = await http.request({ ...request, safe: true });
      return response.status === 204 ? null : parseAnswer(latestFileSchema, response, request).currentOffset;
    },

    /**
     * The next files behind a place, oldest first. A place that is not known (any more) gives the oldest that are kept: nothing was left out
     * where it was read less than three days ago.
     */
    async filesAfter(
      offset: string | null,
      { portalId, most }: { readonly portalId: string; readonly most: number },
      signal: AbortSignal,
    ): Promise<readonly JournalFileAddress[]> {
      const earliest = `${paths.journal}/batch/earliest/${most}`;
      const after = offset === null ? 'lost' : `${paths.journal}/batch/${encodeURIComponent(offset)}/next/${most}`;
      const found = after === 'lost' ? after : await addresses(after, portalId, signal);
      if (found !== 'lost') return found;
      const kept = await addresses(earliest, portalId, signal);
      return kept === 'lost' ? [] : kept;
    },

    /** The events of a file. It lies with a provider of storage, and its address alone opens it. */
    async events({ url }: JournalFileAddress, signal: AbortSignal): Promise<readonly unknown[]> {
      const { origin, protocol, pathname, search, searchParams } = new URL(url);
      if (protocol !== 'https:' && baseUrl.startsWith('https:')) throw unsafeAddress(origin);
      const files = createHttpClient(context, {
        appName: 'HubSpot',
        baseUrl: origin,
        headers: {},
        anonymous: true,
        secrets: [search.slice(1), ...searchParams.values()].filter((part) => part.length > 8),
        maxResponseBytes: mostFileBytes,
        classify: expiredAddress,
      });
      try {
        const request = call('journal-file', { method: 'GET', path: `${pathname}${search}`, signal });
        return (await files.read(journalFileSchema, request)).body.journalEvents;
      } finally {
        files.close();
      }
    },

    close: http.close,
  };
}

/** What its client has to be given, where the settings are not what is wrong. */
function ofApp(response: HttpResponse): ConnectorError | null {
  const { status } = response;
  if (status === 401) {
    return new AuthenticationError('HubSpot does not accept the token that it gave the app.', {
      code: 'credentials-refused',
      remedy: 'Is the app still there, and still installed in the account? Upload and install it again.',
    });
  }
  if (status !== 403) return null;
  const named = readMissingScopes(readWireError(response.body));
  const missingScopes = named.length === 0 ? journalScopes : named;
  return new AuthenticationError(`The HubSpot app may not read its journal: it lacks ${missingScopes.join(', ')}.`, {
    code: 'scope-missing',
    missingScopes,
    remedy: 'Add them to the scopes of the app, upload it, and install it again in the account.',
  });
}

const unsafeAddress = (origin: string): ContractError =>
  new ContractError(`HubSpot's journal points at ${origin}, which is no https address.`, { code: 'unexpected-answer' });

/** Addresses live for a few minutes; another one is given at the next reading. */
const expiredAddress = ({ status }: HttpResponse): ConnectorError | null =>
  status === 401 || status === 403 || status === 404
    ? new RetryableError(`A file of HubSpot's journal cannot be had at its address (${status}).`, {
        code: 'app-unavailable',
      })
    : null;
