import type { HttpClientOptions } from '../client/http-types.ts';

/** What a request proves itself with, for the options of `createHttpClient`; what is secret of it is never shown. */
export type HttpCredentials = Pick<HttpClientOptions, 'headers' | 'secrets'>;

/** `authorization: Bearer …` */
export function bearerToken(token: string): HttpCredentials {
  return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
}

/** A key in a header of the app's own. Several keys that travel in one header are joined by commas. */
export function headerKey(header: string, ...keys: readonly string[]): HttpCredentials {
  return { headers: { [header]: keys.join(',') }, secrets: keys };
}
