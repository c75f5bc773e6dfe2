/**
 * What every HTTP connector needs around axios: pacing, retries, time-outs, redaction, call counting.
 *
 * @example
 * ```ts
 * const http = createHttpClient(context, {
 *   appName: 'Example',
 *   baseUrl: 'https://api.example.com',
 *   headers: { authorization: `Bearer ${settings.accessToken}` },
 *   secrets: [settings.accessToken],
 * });
 * const { body } = await http.request({ kind: 'list', method: 'GET', path: '/records', safe: true, signal });
 * ```
 *
 * @packageDocumentation
 */
export { appTime, askedTime } from './client/app-time.ts';
export { createHttpClient } from './client/http-client.ts';
export type {
  HttpAnswer,
  HttpAuthorization,
  HttpAuthorizer,
  HttpClient,
  HttpClientOptions,
  HttpRequest,
  HttpResponse,
} from './client/http-types.ts';
export {
  type AnswerIssue,
  type AnswerSchema,
  parseAnswer,
  strangeRecord,
  unexpectedAnswer,
} from './client/parse-answer.ts';
export { type ClientCredentialsOptions, clientCredentials } from './oauth/client-credentials.ts';
export { type OAuthGrants, oauthGrants } from './oauth/oauth-grants.ts';
export type { OAuthClient, OAuthOptions } from './oauth/oauth-options.ts';
export { type CursorPage, type CursorPagesOptions, cursorPages } from './read/cursor-pages.ts';
export { nextLink } from './read/next-link.ts';
export { type OffsetPagesOptions, offsetPages } from './read/offset-pages.ts';
export { type ChangedPage, type ChangedSinceOptions, readChangedSince } from './read/read-changed-since.ts';
export { createRepeatGuard } from './read/repeat-guard.ts';
export { bearerToken, type HttpCredentials, headerKey } from './settings/credentials.ts';
export { refuseOAuthBeside } from './settings/oauth-client.ts';
export { allowPlainHttpSchema, refusePlainHttp } from './settings/plain-http.ts';
export { baseUrlSchema, secretSchema } from './settings/settings-schemas.ts';
export { type BatchIsolation, type BatchIsolationOptions, createBatchIsolation } from './write/batch-isolation.ts';
export {
  asConnectorError,
  createSendTracker,
  type SendFailure,
  type SendOptions,
  type SendResult,
  type SendTracker,
} from './write/send-tracker.ts';
export { withoutEmptyUpsert, writeBatches } from './write/write-batches.ts';
export { writeEach } from './write/write-each.ts';
export { type BatchedWriteOptions, writeInBatches } from './write/write-in-batches.ts';
export {
  type BatchAnswer,
  createWriteRun,
  type RunWrite,
  type WriteRun,
  type WriteRunOptions,
} from './write/write-run.ts';
