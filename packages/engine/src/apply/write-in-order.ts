import { reportFailure } from '../context/report-records.ts';
import { type Failure, putFailures } from '../store/failures.ts';
import type { Side } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';
import { observationOf, type Progress } from './chunk-item.ts';
import type { WriteOrder } from './order-writes.ts';
import { exchanged, taken } from './refusals.ts';
import { stepAside } from './step-aside.ts';

/**
 * Sends the waves of one side, each when the one before is done. A record is not sent as long as what it takes is not free: it
 * waits with the record that has it, and fails with that one. Whoever has stepped aside is written in the next pass.
 *
 * Resolves to the number of those.
 */
export async function writeInOrder(
  chunk: ChunkContext,
  side: Side,
  order: WriteOrder<Progress>,
  send: (wave: readonly Progress[]) => Promise<void>,
): Promise<number> {
  const leaving = new Set(order.aside.map(({ entry }) => entry));
  const away = await stepAside(chunk, side, order.aside);
  const failures = order.stuck.flatMap((circle) => circle.map((entry) => exchanged(chunk, side, entry, circle)));
  for (const entry of order.stuck.flat()) entry.failedOn.add(side);
  for (const wave of [...order.waves, order.blocked]) {
    if (leaving.size + order.waitsFor.size === 0) {
      if (wave.length > 0) await send(wave);
      continue;
    }
    const free: Progress[] = [];
    for (const entry of wave) {
      // Its own write follows once its place has been taken, or it could not step aside.
      if (leaving.has(entry) && !chunk.context.preview) continue;
      const blocking = (order.waitsFor.get(entry) ?? []).filter((other) => !away.has(other) && !isFree(other, side));
      const failed = blocking.find((other) => other.failedOn.has(side) || isRefused(other, side));
      if (failed) {
        failures.push(taken(chunk, side, entry, observationOf(failed.item, side)?.id ?? null));
        entry.failedOn.add(side);
      } else if (blocking.length > 0) entry.again = true;
      else free.push(entry);
    }
    if (free.length > 0) await send(free);
  }
  await storeFailures(chunk, failures);
  return chunk.context.preview ? 0 : away.size;
}

const isRefused = ({ refusedFields }: Progress, side: Side): boolean =>
  refusedFields.some((refusal) => refusal.side === side);

const isFree = (holder: Progress, side: Side): boolean => holder.writtenOn.has(side) && !isRefused(holder, side);

async function storeFailures({ context, plan }: ChunkContext, failures: readonly Failure[]): Promise<void> {
  if (failures.length === 0) return;
  await context.store.transaction((database) => putFailures(database, plan.pair, failures, context.clock.now()));
  for (const failure of failures) await reportFailure(context, plan, failure);
}
