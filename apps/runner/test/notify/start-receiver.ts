import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that takes webhooks, as a chat does. */
export interface Receiver {
  readonly url: string;
  /** What it was sent. */
  readonly bodies: Record<string, unknown>[];
  /** What it answers. */
  status: number;
  location: string | null;
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      receiver.bodies.push(JSON.parse(text));
      response.writeHead(receiver.status, receiver.location === null ? {} : { location: receiver.location }).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hooks/T0/s3cr3t-path`,
    bodies: [],
    status: 200,
    location: null,
  };
  return receiver;
}
