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
