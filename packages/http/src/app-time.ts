import type { HttpResponse } from './http-types.ts';

/** So far ahead of ours an app's clock is believed, in milliseconds: a wrong time zone may be behind it. */
const nearMs = 24 * 60 * 60_000;

/**
 * When the app answered, by its own clock: milliseconds since 1970. What is read up to a time that lies ahead hides every
 * change until then, so a clock far ahead of ours is not believed, and ours counts. One that is behind is: too much is read
 * again, and nothing is lost. `null`: the answer bears no date.
 */
export function appTime({ headers, receivedAt }: Pick<HttpResponse, 'headers' | 'receivedAt'>): number | null {
  const date = Date.parse(headers.date ?? '');
  if (Number.isNaN(date)) return null;
  return date > receivedAt + nearMs ? receivedAt : date;
}
