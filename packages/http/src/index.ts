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
export { appTime } from './app-time.ts';
export { createHttpClient } from './http-client.ts';
export type { HttpClient, HttpClientOptions, HttpRequest, HttpResponse } from './http-types.ts';
export { type AnswerIssue, type AnswerSchema, parseAnswer, strangeRecord, unexpectedAnswer } from './parse-answer.ts';
export { allowPlainHttpSchema, refusePlainHttp } from './plain-http.ts';
export { createRepeatGuard } from './repeat-guard.ts';
export { withoutEmptyUpsert, writeBatches } from './write-batches.ts';
export {
  asConnectorError,
  type BatchAnswer,
  type BatchCallOptions,
  createWriteRun,
  type RunWrite,
  type WriteRun,
  type WriteRunOptions,
} from './write-run.ts';
