import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type AirtableOptions, createAirtableApp } from '../airtable/airtable-app.ts';
import type { AccountCopy, CopyNote } from '../copy/account-copy.ts';
import { hintFaultNames, isHintFault } from '../hints/hint-faults.ts';
import { createHintPost } from '../hints/hint-post.ts';
import { createHubspotApp } from '../hubspot/hubspot-app.ts';
import type { HubspotOptions } from '../hubspot/hubspot-options.ts';
import { createKintoneApp } from '../kintone/kintone-app.ts';
import type { KintoneOptions } from '../kintone/kintone-options.ts';
import { overriddenMethod } from '../kintone/overridden-method.ts';
import type { SandboxGrant } from '../oauth/sandbox-grants.ts';
import type { SandboxApp, SandboxContext, SandboxResponse } from '../sandbox-app.ts';
import { createDraw } from './create-draw.ts';
import { listenOnLocalhost } from './listen-on-localhost.ts';
import { type RequestCount, RequestLog } from './request-log.ts';
import {
  type ChosenFault,
  createFaultDraw,
  type FacingRequest,
  faultResponse,
  gatewayError,
  refusalResponse,
} from './sandbox-faults.ts';
import { createSeededRandom } from './seeded-random.ts';

export interface SandboxOptions {
  /** 0, and absent, takes a free port. */
  readonly port?: number;
  /** The vendors' limits and lags run so many times faster. 1 when absent. */
  readonly speed?: number;
  /** For everything drawn at random: ids, the order of results, faults. 1 when absent. */
  readonly seed?: number;
  /** Share of requests, from 0 to 1, by the name of the fault they meet; of hints for `hint-drop` and the like. */
  readonly faults?: Readonly<Record<string, number>>;
  /**
   * The fault that a certain request meets; none is drawn for it then. `undefined`: what `faults` draws. A request whose
   * fault is a promise is held until it is fulfilled.
   */
  readonly chooseFault?: (request: FacingRequest) => ChosenFault | undefined | Promise<ChosenFault | undefined>;
  /** Milliseconds since 1970; the machine's clock when absent. */
  readonly now?: () => number;
  /** False turns the vendors' rate limits off. */
  readonly limits?: boolean;
  readonly hubspot?: HubspotOptions;
  readonly airtable?: Omit<AirtableOptions, 'limits'>;
  readonly kintone?: KintoneOptions;
}

export interface RunningApp {
  readonly baseUrl: string;
  /**
   * Becomes a copy of an account, with its ids. Nothing of it is checked against the vendor's rules, as it comes from there.
   * Tells which fields the copy cannot imitate.
   */
  load(accountId: string, copy: AccountCopy): readonly CopyNote[];
  /** Grants that its authorization server has given since the start, in that order. */
  grants(): readonly SandboxGrant[];
  /** As a person does in the app: all grants of a client end, and their access tokens. */
  revokeGrants(clientId: string): void;
  /** Every access token of OAuth has expired from here on; the grants live on. */
  endTokens(): void;
}

export interface RunningSandbox {
  readonly port: number;
  readonly hubspot: RunningApp;
  readonly airtable: RunningApp;
  readonly kintone: RunningApp;
  /** What was received since the start, or since `clearRequests`. */
  requests(): readonly RequestCount[];
  clearRequests(): void;
  /** Answers the requests under way and ends. */
  close(): Promise<void>;
}

const slowMs = 1_000;

/** Starts local servers that behave like the vendors' APIs, one path prefix each. They start empty and keep nothing. */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { port = 0, speed = 1, seed = 1, now = Date.now, limits = true } = options;
  if (!(speed > 0) || !Number.isFinite(speed)) {
    throw new RangeError(`The speed of the sandbox is ${speed}. Give a number above 0, such as 20.`);
  }
  const shares = Object.entries(options.faults ?? {});
  const ofHints = Object.fromEntries(shares.filter(([name]) => isHintFault(name)));
  const ofRequests = Object.fromEntries(shares.filter(([name]) => !isHintFault(name)));
  const drawFault = createFaultDraw(ofRequests, createSeededRandom(seed, 'faults'));
  const drawHintFault = createDraw(hintFaultNames, ofHints, createSeededRandom(seed, 'hints'));
  const post = createHintPost();
  const gatewayRandom = createSeededRandom(seed, 'gateway errors');
  const contextFor = (app: string): SandboxContext => ({
    now,
    speed,
    random: createSeededRandom(seed, app),
    post,
    drawHintFault,
  });
  const served: readonly SandboxApp[] = [
    createHubspotApp(contextFor('hubspot'), { ...options.hubspot, limits }),
    createAirtableApp(contextFor('airtable'), { ...options.airtable, limits }),
    createKintoneApp(contextFor('kintone'), { ...options.kintone, limits }),
  ];
  const apps = new Map<string, SandboxApp>(served.map((app) => [app.name, app]));
  const log = new RequestLog();
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    // Clients take an app's time from this header: it has to be the time that the app keeps its records by.
    outgoing.setHeader('Date', new Date(now()).toUTCString());
    const method = incoming.method ?? 'GET';
    const [fullPath = '/', rawQuery = ''] = splitOnce(incoming.url ?? '/', '?');
    const prefix = fullPath.split('/')[1] ?? '';
    const path = fullPath.slice(prefix.length + 1) || '/';
    const body = await readAll(incoming);
    const app = apps.get(prefix);
    if (app === undefined) {
      const known = [...apps.keys()].map((name) => `/${name}`).join(', ');
      send(outgoing, { status: 404, body: { message: `No app answers at /${prefix}. The sandbox has ${known}.` } });
      return;
    }
    const counted = app.name === 'kintone' ? overriddenMethod(method, incoming.headers) : method;
    const fault = (await options.chooseFault?.({ app: app.name, method, path, body })) ?? drawFault();
    if (fault === 'drop-request') {
      log.add(app.name, counted, path, 0);
      incoming.socket.destroy();
      return;
    }
    if (fault === 'slow') await pause(slowMs / speed, closing.signal);
    const token = typeof fault === 'object' && 'token' in fault ? fault.token : null;
    if (typeof fault === 'object' && 'status' in fault) {
      log.add(app.name, counted, path, fault.status);
      send(outgoing, refusalResponse(app.name, fault));
      return;
    }
    const response =
      fault === 'status-429' || fault === 'status-503'
        ? faultResponse(app.name, fault === 'status-429' ? 429 : 503)
        : await app.handle({
            method,
            path,
            query: new URLSearchParams(rawQuery),
            rawQuery,
            headers:
              token === null
                ? incoming.headers
                : { ...incoming.headers, authorization: `Bearer ${token}`, 'x-cybozu-api-token': token },
            body,
          });
    if (fault === 'lose-answer') {
      log.add(app.name, counted, path, 0);
      incoming.socket.destroy();
      return;
    }
    const answer = fault === 'gateway-error' ? gatewayError(gatewayRandom) : response;
    log.add(app.name, counted, path, answer.status);
    if (closing.signal.aborted) outgoing.setHeader('Connection', 'close');
    send(outgoing, answer);
  };

  const listener = await listenOnLocalhost(port, (incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      // A client that went away while it was sending leaves nobody to answer.
      if (incoming.destroyed && !incoming.complete) return;
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (outgoing.headersSent) outgoing.destroy();
      else send(outgoing, { status: 500, body: { message: `The sandbox itself failed: ${message}` } });
    });
  });
  const running = (name: SandboxApp['name']): RunningApp => ({
    baseUrl: `http://localhost:${listener.port}/${name}`,
    load: (accountId, copy) => apps.get(name)?.load(accountId, copy) ?? [],
    grants: () => apps.get(name)?.oauth?.grants() ?? [],
    endTokens: () => apps.get(name)?.oauth?.endTokens(),
    revokeGrants: (clientId) => apps.get(name)?.oauth?.revokeAll(clientId),
  });
  return {
    port: listener.port,
    hubspot: running('hubspot'),
    airtable: running('airtable'),
    kintone: running('kintone'),
    requests: () => log.counts(),
    clearRequests: () => log.clear(),
    close() {
      closing.abort();
      post.close();
      closed ??= listener.close();
      return closed;
    },
  };
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function send(outgoing: ServerResponse, response: SandboxResponse): void {
  const { status, headers = {}, body } = response;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  outgoing.statusCode = status;
  if (body === undefined) {
    outgoing.end();
    return;
  }
  if (!outgoing.hasHeader('Content-Type')) {
    outgoing.setHeader(
      'Content-Type',
      typeof body === 'string' ? 'text/plain;charset=utf-8' : 'application/json;charset=utf-8',
    );
  }
  outgoing.end(typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body));
}

/** A closing sandbox does not wait. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + separator.length)];
}
