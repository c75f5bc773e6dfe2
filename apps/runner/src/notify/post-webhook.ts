import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Webhook } from '../configuration/notify-schema.ts';
import { isPublicAddress } from './public-address.ts';

/** So long an answer is waited for, in milliseconds. */
const timeoutMs = 10_000;

/** Why a notice was not taken. Its text names the host alone: the rest of the address is a secret. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
}

export type Resolver = (host: string) => Promise<readonly string[]>;

const resolveHost: Resolver = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * Sends a document. The name is looked up once, every address of it is judged, and the connection goes to one that was judged: a
 * name that means something else a moment later leads nowhere. Redirects are not followed. Throws a `WebhookError`.
 */
export async function postWebhook(
  { url, allowPrivate }: Pick<Webhook, 'url' | 'allowPrivate'>,
  body: object,
  { signal, resolve = resolveHost }: { readonly signal: AbortSignal; readonly resolve?: Resolver },
): Promise<void> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) > 0 ? [host] : await resolve(host).catch(() => []);
  const [address] = addresses;
  if (address === undefined) throw new WebhookError(`${host} is not known.`);
  if (!allowPrivate && !addresses.every(isPublicAddress)) {
    throw new WebhookError(
      `${host} is an address of this machine or of a private network. If that is meant: allowPrivate: true.`,
    );
  }
  const status = await send(
    target,
    address,
    JSON.stringify(body),
    AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  );
  if (status < 200 || status > 299) throw new WebhookError(`${host} answered ${status}.`);
}

function send(target: URL, address: string, body: string, signal: AbortSignal): Promise<number> {
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  const family = isIP(address);
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new WebhookError(`${target.hostname} cannot be reached.`));
    const sent = request(
      target,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        agent: false,
        signal,
        lookup: (_host, options, done) => {
          if (options.all === true) done(null, [{ address, family }]);
          else done(null, address, family);
        },
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}
