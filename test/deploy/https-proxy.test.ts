import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const transport = fileURLToPath(new URL('../../packages/http/src/client/http-transport.ts', import.meta.url));
const script = `
const { createTransport } = await import(${JSON.stringify(transport)});
const url = 'https://api.example.test/records';
const transport = createTransport({ baseUrl: 'https://api.example.test', timeoutMs: 60000, maxResponseBytes: 1000 });
const headers = { authorization: 'Bearer key-1234' };
const { answer, failure } = await transport.send({ method: 'GET', url, headers, body: null, signal: new AbortController().signal });
console.log(answer ? answer.text : failure.code);
transport.close();`;

/** What a process of its own is answered: Node reads the certificates that it trusts at its start alone. */
async function answered(environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, ['--conditions=@linkwright/source', '--input-type=module', '--eval', script], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await text(child.stdout)).trim();
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

it.skipIf(!hasOpenssl)(
  'reaches an app with https through HTTPS_PROXY, which sees no key, and trusts NODE_EXTRA_CA_CERTS',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'linkwright-proxy-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=api.example.test', '-addext', 'subjectAltName=DNS:api.example.test'];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject];
    expect(spawnSync('openssl', made).status).toBe(0);
    const app = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) =>
      response.end(`${request.url} with ${request.headers.authorization}`),
    );
    const port = await listening(app);
    const seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
    const proxy = createServer((_, response) => response.end('not asked to connect'));
    proxy.on('connect', ({ method, url, headers }: IncomingMessage, socket) => {
      seen.push({ method, url, headers });
      const upstream = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    const HTTPS_PROXY = `http://127.0.0.1:${await listening(proxy)}`;

    expect(await answered({ HTTPS_PROXY })).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await answered({ HTTPS_PROXY, NODE_EXTRA_CA_CERTS: certificate })).toBe('/records with Bearer key-1234');
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(2).fill('CONNECT api.example.test:443'));
    expect(JSON.stringify(seen)).not.toContain('key-1234');
    // Names that end in .test are nobody's: without the proxy there is no way.
    expect(await answered({ HTTPS_PROXY, NO_PROXY: '.example.test' })).toMatch(/ENOTFOUND|EAI_AGAIN/);
    expect(seen).toHaveLength(2);
  },
);
