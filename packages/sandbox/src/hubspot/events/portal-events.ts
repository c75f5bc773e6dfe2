import type { ChangeSource, PortalChange, PortalEvent } from './portal-event.ts';

/** What HubSpot does by itself, between the requests. */
const byItself: ChangeSource = { changeSource: 'AUTOMATION_PLATFORM', sourceId: 'automation' };

/** Everything that happens to the records of one portal, told to whoever listens. */
export class PortalEvents {
  readonly #portalId: number;
  readonly #now: () => number;
  readonly #listeners = new Set<(event: PortalEvent) => void>();
  #source = byItself;
  #count = 0;

  constructor(portalId: number, now: () => number) {
    this.#portalId = portalId;
    this.#now = now;
  }

  listen(listener: (event: PortalEvent) => void): void {
    this.#listeners.add(listener);
  }

  /** What `work` changes is told as made by this source. */
  by<Result>(source: ChangeSource, work: () => Result): Result {
    const before = this.#source;
    this.#source = source;
    try {
      return work();
    } finally {
      this.#source = before;
    }
  }

  note(change: PortalChange): void {
    if (this.#listeners.size === 0) return;
    this.#count += 1;
    const event = {
      ...change,
      ...this.#source,
      number: this.#count,
      portalId: this.#portalId,
      occurredAt: this.#now(),
    };
    for (const listener of this.#listeners) listener(event);
  }
}
