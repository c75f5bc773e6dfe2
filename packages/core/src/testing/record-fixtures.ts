import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { withoutTrailing } from '../text/without-trailing.ts';
import { startLoopbackServer } from './loopback-server.ts';
import { createSecretFilter, type SecretFilter } from './secret-filter.ts';

const exchangeSchema = z.strictObject({
  request: z.strictObject({
    method: z.string(),
    /** With its query, whose parameters are in the order of their names. Begins behind the address of the app. */
    path: z.string(),
    /** JSON, or a text. `null`: none. */
    body: z.unknown(),
  }),
  answer: z.strictObject({
    status: z.int(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
  }),
});

const fixtureSchema = z.strictObject({ version: z.literal(1), exchanges: z.array(exchangeSchema) });

type Exchange = z.output<typeof exchangeSchema>;

export interface RecordFixturesOptions {
  /** Of JSON; a path or a `file:` URL. Made with its folder when something is recorded. */
  readonly file: string | URL;
  /** `record`: asks the app and writes the file. `replay`: answers from the file, and no call leaves the machine. */
  readonly mode: 'record' | 'replay';
  /** Where the app is, as the connector's settings would say. Only `record` needs it. */
  readonly target?: string;
  /** Values that must not lie in the file: tokens, passwords, names of accounts. They are taken out wherever they stand. */
  readonly secrets?: readonly string[];
  /** What else is taken out: names and addresses of people. `text` is any text of a body or a path. */
  readonly replace?: (text: string) => string;
}

export interface Fixtures {
  /** Where the connector finds the app: a setting of it. */
  readonly baseUrl: string;
  /** Requests that the file has no answer to, in order. */
  readonly unanswered: readonly string[];
  /** Records: writes the file. Replays: throws where requests were not answered, with all of them. */
  close(): Promise<void>;
}

/** Headers of an answer that a connector may go by. All others, cookies first, stay where they are. */
const keptHeaders = /^(content-type|date|link|location|retry-after|etag|last-modified|(x-.*)?rate-?limit-.*)$/;

/**
 * Stands between a connector and the HTTP API of its app: records the app's answers for tests, without secrets, and replays them.
 * A request is known by its method, path, query and body; of equal ones each takes the next answer, and the last one stays.
 *
 * ```ts
 * const fixtures = await recordFixtures({
 *   file: new URL('./fixtures/contacts.json', import.meta.url),
 *   mode: process.env.EXAMPLE_TOKEN ? 'record' : 'replay',
 *   target: 'https://api.example.com',
 *   secrets: [process.env.EXAMPLE_TOKEN ?? ''],
 * });
 * const connection = example.connect({ accessToken: process.env.EXAMPLE_TOKEN ?? 'any', baseUrl: fixtures.baseUrl }, context);
 * // … what the test reads …
 * await fixtures.close();
 * ```
 *
 * Throws where a file is replayed that is not there, or that is no recording.
 */
export async function recordFixtures(options: RecordFixturesOptions): Promise<Fixtures> {
  const { mode, target, secrets = [], replace } = options;
  const file = options.file instanceof URL ? fileURLToPath(options.file) : options.file;
  if (mode === 'record' && target === undefined) throw new Error('To record, name the target: where the app is.');
  const filter = createSecretFilter(secrets, replace);
  const exchanges: Exchange[] = mode === 'record' ? [] : [...(await readFixture(file))];
  const taken = new Set<Exchange>();
  const unanswered: string[] = [];

  const answer = async (asked: Asked, own: string): Promise<Answer> => {
    if (mode === 'record' && target !== undefined) {
      const real = await forward(target, asked);
      exchanges.push(filtered(asked, real, { target, own }, filter));
      return { ...real, body: pointing(real.body, target, own) };
    }
    const request = requestOf(asked, own, filter);
    const known = exchanges.filter((one) => isDeepStrictEqual(one.request, request));
    const next = known.find((one) => !taken.has(one)) ?? known.at(-1);
    if (next === undefined) {
      unanswered.push(`${request.method} ${request.path}`);
      return {
        status: 501,
        headers: {},
        body: JSON.stringify({ message: 'The fixture has no answer to this request.' }),
      };
    }
    taken.add(next);
    const { status, headers, body } = next.answer;
    const text = typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body);
    return { status, headers, body: text.replaceAll(ownAddress, own) };
  };

  const server = await startLoopbackServer(async (incoming, outgoing) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
      const { method = 'GET', url = '/', headers } = incoming;
      const given = await answer(
        { method, url, headers, body: Buffer.concat(chunks).toString('utf8') },
        server.baseUrl,
      );
      outgoing.writeHead(given.status, given.headers);
      outgoing.end(given.body);
    } catch {
      incoming.socket.destroy();
    }
  });
  return {
    baseUrl: server.baseUrl,
    unanswered,
    async close() {
      await server.close();
      if (mode === 'record') await writeFixture(file, exchanges, filter);
      else if (unanswered.length > 0) {
        throw new Error(`${file} has no answer to ${unanswered.join(', ')}. Record it again.`);
      }
    },
  };
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Stands in a file for the address of the app: links to further pages lead to whoever replays it. */
const ownAddress = 'http://fixture.invalid';

const pointing = (text: string, from: string, to: string): string =>
  text
    .replaceAll(withoutTrailing(from, '/'), to)
    .replaceAll(JSON.stringify(withoutTrailing(from, '/')).slice(1, -1), to);

async function forward(target: string, { method, url, headers, body }: Asked): Promise<Answer> {
  const response = await fetch(`${withoutTrailing(target, '/')}${url}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || /^(host|connection|content-length|accept-encoding)$/.test(name)
        ? []
        : [[name, String(value)]],
    ),
    redirect: 'manual',
    ...(body !== '' && { body }),
  });
  const kept = [...response.headers].filter(([name]) => keptHeaders.test(name));
  return { status: response.status, headers: Object.fromEntries(kept), body: await response.text() };
}

function requestOf({ method, url, body }: Asked, own: string, filter: SecretFilter): Exchange['request'] {
  const { pathname, searchParams } = new URL(url, own);
  searchParams.sort();
  const query = [...searchParams].map(([key, value]) => `${key}=${filter.named(key, value)}`).join('&');
  return { method, path: filter.text(`${pathname}${query === '' ? '' : `?${query}`}`), body: filter.body(body) };
}

function filtered(
  asked: Asked,
  real: Answer,
  { target, own }: { readonly target: string; readonly own: string },
  filter: SecretFilter,
): Exchange {
  const headers = Object.entries(real.headers).map(([name, value]) => [
    name,
    filter.text(pointing(value, target, ownAddress)),
  ]);
  return {
    request: requestOf(asked, own, filter),
    answer: {
      status: real.status,
      headers: Object.fromEntries(headers),
      body: filter.body(pointing(real.body, target, ownAddress)),
    },
  };
}

async function readFixture(file: string): Promise<readonly Exchange[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`There is no fixture ${file}: record it first (mode: 'record').`);
  });
  return fixtureSchema.parse(JSON.parse(text)).exchanges;
}

/** What is written is looked through once more: a secret in a form that nobody thought of stops it. */
async function writeFixture(file: string, exchanges: readonly Exchange[], filter: SecretFilter): Promise<void> {
  const text = `${JSON.stringify({ version: 1, exchanges }, null, 2)}\n`;
  if (filter.isIn(text))
    throw new Error(`A secret would stand in ${file}; nothing was written. Take it out with \`replace\`.`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
