import type { HttpResponse } from './http-types.ts';

/**
 * When the app answered, by its own clock, but never beyond ours: milliseconds since 1970. What is read up to a time that
 * lies ahead hides every change until then. Where the app is right and ours is behind, as where the app's is behind, too
 * much is read again, and nothing is lost. `null`: the answer bears no date.
 */
export function appTime({ headers, receivedAt }: Pick<HttpResponse, 'headers' | 'receivedAt'>): number | null {
  const date = Date.parse(headers.date ?? '');
  if (Number.isNaN(date)) return null;
  return Math.min(date, receivedAt);
}

/**
 * The app's time when it was asked, by its own clock: milliseconds since 1970. The `Date` header is that of the answer; the
 * state that it shows may be older by as long as the answer took. What changed from then on is the next read's. `null`: the
 * answer bears no date.
 */
export function askedTime(response: Pick<HttpResponse, 'headers' | 'receivedAt' | 'sentAt'>): number | null {
  const answeredAt = appTime(response);
  return answeredAt === null ? null : answeredAt - (response.receivedAt - response.sentAt);
}
