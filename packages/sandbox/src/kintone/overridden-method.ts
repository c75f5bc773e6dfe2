import type { IncomingHttpHeaders } from 'node:http';

/** A GET with more to say than fits in a URL comes to Kintone as a POST that says so. */
export function overriddenMethod(method: string, headers: IncomingHttpHeaders): string {
  const override = headers['x-http-method-override'];
  return method === 'POST' && typeof override === 'string' ? override.toUpperCase() : method;
}
