import { touches } from '../pull/observe-records.ts';
import { renewReads } from '../pull/renew-reads.ts';
import type { Side } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';
import { inlineEditsOn, observationOf, type Progress } from './chunk-item.ts';

/** A value that is older than this may have been changed by somebody since, in milliseconds. */
export const oldestReadMs = 60_000;

/**
 * Where an app cannot refuse a write to a record that has changed meanwhile, a record that was read too long ago is read
 * again before it is written. Reads are batched ahead of the writes: an app often reads more records in a call than it
 * writes.
 */
export class FreshUpdates {
  readonly #chunk: ChunkContext;
  readonly #side: Side;
  readonly #updates: readonly Progress[];
  /** When each record was read last. */
  readonly #readAt = new Map<Progress, number>();
  #last: Promise<void> = Promise.resolve();

  constructor(chunk: ChunkContext, side: Side, updates: readonly Progress[]) {
    this.#chunk = chunk;
    this.#side = side;
    this.#updates = updates;
  }

  /** Those of a batch that may be written as they were decided; the others stay dirty, for the next pass. */
  async fresh(batch: readonly Progress[]): Promise<readonly Progress[]> {
    const { context, plan } = this.#chunk;
    if (context.preview || plan.sync[this.#side].capabilities.conditionalWrites) return batch;
    // Batches are under way side by side: the second one finds what the first has read ahead.
    const renewed = this.#last.then(() => this.#renew(batch));
    this.#last = renewed.catch(() => undefined);
    await renewed;
    return batch.filter((entry) => !entry.again);
  }

  async #renew(batch: readonly Progress[]): Promise<void> {
    const { context, plan } = this.#chunk;
    const [first] = batch;
    if (!first || !batch.some((entry) => this.#isOld(entry))) return;
    const start = this.#updates.indexOf(first);
    const ahead = this.#updates.slice(start).filter((entry) => this.#isOld(entry));
    const { read } = plan.sync[this.#side].capabilities.batchLimits;
    const entries = ahead.slice(0, Math.max(read, batch.length));
    const byId = new Map(entries.map((entry) => [observationOf(entry.item, this.#side)?.id ?? '', entry]));
    const object = plan[this.#side];
    // One that touches its record may be what has changed; others are none of a record's own write.
    const associations = object.associations.filter(
      (id) => touches(object, id) || entries.some((entry) => inlineEditsOn(plan, entry.item, this.#side).length > 0),
    );
    const outdated = await renewReads(context, object, [...byId.keys()], associations);
    const now = context.clock.now();
    for (const [id, entry] of byId) {
      this.#readAt.set(entry, now);
      if (outdated.has(id)) entry.again = true;
    }
  }

  #isOld(entry: Progress): boolean {
    const readAt = this.#readAt.get(entry) ?? observationOf(entry.item, this.#side)?.observedAt ?? 0;
    return this.#chunk.context.clock.now() - readAt > oldestReadMs;
  }
}
