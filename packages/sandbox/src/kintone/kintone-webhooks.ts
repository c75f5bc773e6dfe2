import { createHintLine, type HintFaultName, type HintLine } from '../hints/hint-faults.ts';
import type { HintPost, OutgoingRequest } from '../hints/hint-post.ts';
import { type AppState, newUuid } from './kintone-domain.ts';

/** More in a minute are dropped, those of the whole domain together. */
const mostInAMinute = 60;
const timeoutMs = 10_000;

interface WebhooksOptions {
  readonly now: () => number;
  readonly speed: number;
  readonly random: () => number;
  readonly post: HintPost;
  readonly draw: () => HintFaultName | undefined;
}

/** Who is called about which app. Nothing is signed, and nothing is repeated. */
export class KintoneWebhooks {
  readonly #options: WebhooksOptions;
  readonly #urls = new Map<string, string[]>();
  readonly #line: HintLine<OutgoingRequest>;
  #sent: number[] = [];

  constructor(options: WebhooksOptions) {
    this.#options = options;
    const { now, speed, draw, post } = options;
    this.#line = createHintLine(
      { now, speed, draw, later: (ms, work) => post.later(ms, work) },
      (request: OutgoingRequest) => {
        post.later(0, () => void post.send(request, timeoutMs));
      },
    );
  }

  add(app: AppState, url: string): void {
    this.#urls.set(app.id, [...(this.#urls.get(app.id) ?? []), url]);
  }

  tell(app: AppState, notice: Readonly<Record<string, unknown>>): void {
    for (const url of this.#urls.get(app.id) ?? []) {
      const { now, speed, random } = this.#options;
      const at = now();
      this.#sent = this.#sent.filter((one) => at - one < 60_000 / speed);
      if (this.#sent.length >= mostInAMinute) continue;
      this.#sent.push(at);
      const body = JSON.stringify({ id: newUuid(random), app: { id: app.id, name: app.live?.name ?? '' }, ...notice });
      this.#line.add({ url, headers: { 'content-type': 'application/json' }, body });
    }
  }
}
