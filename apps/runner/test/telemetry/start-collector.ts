import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const valueSchema = z
  .looseObject({ stringValue: z.string().optional(), intValue: z.coerce.number().optional() })
  .transform(({ stringValue, intValue, ...other }) => stringValue ?? intValue ?? other);
const attributesSchema = z
  .array(z.looseObject({ key: z.string(), value: valueSchema }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));

const spanSchema = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  status: z.looseObject({ code: z.number().optional(), message: z.string().optional() }).default({}),
  attributes: attributesSchema,
});
export type CollectedSpan = z.output<typeof spanSchema>;

const requestSchema = z.looseObject({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes: attributesSchema }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(spanSchema) })),
    }),
  ),
});

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Takes traces over HTTP as OpenTelemetry sends them, and keeps them. */
export async function startCollector(status = 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      const type = String(request.headers['content-type']);
      response.writeHead(status, { 'content-type': type }).end(type === 'application/json' ? '{}' : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const parsed = () => received.flatMap(({ body }) => requestSchema.parse(JSON.parse(body.toString())).resourceSpans);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    /** Of requests that came as JSON. */
    spans: (): readonly CollectedSpan[] =>
      parsed().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    resources: () => parsed().map(({ resource }) => resource.attributes),
  };
}

/** The texts of a protobuf message and of those in it, without their schema. */
export function textsIn(message: Buffer): readonly string[] {
  const texts: string[] = [];
  const varint = (at: number): readonly [value: number, next: number] => {
    let [value, shift, place] = [0, 1, at];
    for (;;) {
      const byte = message[place] ?? 0;
      value += (byte & 0x7f) * shift;
      place += 1;
      if (byte < 0x80) return [value, place];
      shift *= 128;
    }
  };
  for (let at = 0; at < message.length; ) {
    const [tag, next] = varint(at);
    const wire = tag & 7;
    if (wire === 0) [, at] = varint(next);
    else if (wire === 1) at = next + 8;
    else if (wire === 5) at = next + 4;
    else if (wire === 2) {
      const [length, begin] = varint(next);
      const inside = message.subarray(begin, begin + length);
      const text = inside.toString('utf8');
      if (/^[\w .:/-]+$/.test(text)) texts.push(text);
      else texts.push(...textsIn(inside));
      at = begin + length;
    } else return texts;
  }
  return texts;
}
