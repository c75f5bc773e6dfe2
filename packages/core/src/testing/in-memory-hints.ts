import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ConnectionHints, Hint, HintDelivery, HintKind, HintPage, HintRequest } from '../contract/hints.ts';
import { hintSchema } from '../contract/hints-schema.ts';
import { checkpointUnknown } from '../contract/source-record.ts';
import { ContractError } from '../errors/linkwright-error.ts';

/** What the app signs its requests with. */
export const inMemoryHintSecret = 'secret-of-an-app-in-memory-3e91';

const signatureLifeMs = 300_000;
const signatureHeader = 'x-memory-signature';
const timeHeader = 'x-memory-time';

const bodySchema = z.object({ hints: z.array(hintSchema) });
const openedSchema = z.tuple([z.number().int().min(0), z.number().int().min(0)]);

/** Everything that happened in an app in memory, for its feed of hints and for the requests that it sends. */
export class InMemoryHints {
  readonly #log: Hint[] = [];
  readonly #now: () => number;
  readonly #pageSize: number;
  #sent = 0;
  /** Cursors from before it lead nowhere. */
  #first = 0;
  #feeds = 0;
  readonly #open = new Set<number>();

  constructor(now: () => number, pageSize: number) {
    this.#now = now;
    this.#pageSize = pageSize;
  }

  note(object: string, id: string, kind: HintKind): void {
    this.#log.push({ object, id, kind });
  }

  /** The app forgets what it has not told yet, as it does after a few days. */
  forget(): void {
    this.#first = this.#log.length;
    this.#open.clear();
  }

  /** The feeds that were opened and not closed. */
  get openFeeds(): number {
    return this.#open.size;
  }

  openFeed(cursor: string | null): string {
    const known = cursor === null ? null : this.#parse(cursor);
    const feed = known && this.#open.has(known.feed) ? known.feed : ++this.#feeds;
    this.#open.add(feed);
    return JSON.stringify([feed, this.#log.length]);
  }

  closeFeed(cursor: string): void {
    const feed = this.#parse(cursor)?.feed;
    if (feed !== undefined) this.#open.delete(feed);
  }

  read(cursor: string, objects: readonly string[]): HintPage {
    const place = this.#parse(cursor);
    if (place === null || !this.#open.has(place.feed) || place.position < this.#first) {
      throw new ContractError(`"${cursor}" is no cursor of this feed.`, { code: checkpointUnknown });
    }
    const end = Math.min(place.position + this.#pageSize, this.#log.length);
    return {
      hints: this.#log.slice(place.position, end).filter(({ object }) => objects.includes(object)),
      cursor: JSON.stringify([place.feed, end]),
      more: end < this.#log.length,
    };
  }

  /** Requests about what happened since they were last taken, as the app sends them. */
  takeRequests(url: string): readonly HintRequest[] {
    const hints = this.#log.slice(this.#sent);
    this.#sent = this.#log.length;
    if (hints.length === 0) return [];
    const body = Buffer.from(JSON.stringify({ hints }));
    const time = String(this.#now());
    const headers = { [timeHeader]: time, [signatureHeader]: sign(url, time, body) };
    return [{ method: 'POST', url, headers, body, secret: null }];
  }

  receive({ url, headers, body }: HintRequest): HintDelivery {
    const time = headers[timeHeader] ?? '';
    const signature = Buffer.from(headers[signatureHeader] ?? '');
    const expected = Buffer.from(sign(url, time, body));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      return { kind: 'refused', reason: 'forged' };
    }
    if (Math.abs(this.#now() - Number(time)) > signatureLifeMs) return { kind: 'refused', reason: 'stale' };
    const parsed = bodySchema.safeParse(json(body));
    if (!parsed.success) return { kind: 'refused', reason: 'malformed' };
    return { kind: 'hints', hints: parsed.data.hints, delivery: expected.toString() };
  }

  #parse(cursor: string): { readonly feed: number; readonly position: number } | null {
    const parsed = openedSchema.safeParse(json(Buffer.from(cursor)));
    return parsed.success ? { feed: parsed.data[0], position: parsed.data[1] } : null;
  }
}

export function inMemoryHints(
  hints: InMemoryHints,
  ways: readonly ('pull' | 'push')[],
  call: (signal: AbortSignal) => Promise<unknown>,
): ConnectionHints {
  return {
    ...(ways.includes('pull') && {
      pull: {
        everyMs: 1000,
        async open({ cursor }, { signal }) {
          await call(signal);
          return { cursor: hints.openFeed(cursor) };
        },
        async read({ cursor, objects }, { signal }) {
          await call(signal);
          return hints.read(cursor, objects);
        },
        async close({ cursor }, { signal }) {
          await call(signal);
          hints.closeFeed(cursor);
        },
      },
    }),
    ...(ways.includes('push') && { push: { signed: true, receive: async (request) => hints.receive(request) } }),
  };
}

const sign = (url: string, time: string, body: Uint8Array): string =>
  createHmac('sha256', inMemoryHintSecret).update(`${url} ${time} `).update(body).digest('hex');

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}
