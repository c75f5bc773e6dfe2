/**
 * Milliseconds that a `Retry-After` header asks to wait (RFC 9110: seconds, or an HTTP date).
 * A date is counted from the answer's own `Date` header where there is one: the app's clock may differ from ours.
 * `null`: absent or unreadable.
 */
export function readRetryAfter(headers: Readonly<Record<string, string>>, now: number): number | null {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const until = Date.parse(value);
  if (Number.isNaN(until)) return null;
  const sentAt = Date.parse(headers.date ?? '');
  return Math.max(0, until - (Number.isNaN(sentAt) ? now : sentAt));
}
