/**
 * A decoded body without its secrets. A body is redacted as text before it is decoded, for what cannot be decoded, and here
 * once more: JSON can write any letter as an escape.
 */
export function redactBody(body: unknown, redact: (text: string) => string): unknown {
  if (typeof body === 'string') return redact(body);
  if (Array.isArray(body)) return body.map((item) => redactBody(item, redact));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, item]) => [redact(key), redactBody(item, redact)]));
}
