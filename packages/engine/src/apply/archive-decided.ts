import { buryLinks } from '../store/change-links.ts';
import { endDecisions } from '../store/decisions.ts';
import { type Hold, putHolds } from '../store/holds.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { WriteReason } from '../store/write-reason.ts';
import { archiveRecords } from './archive-records.ts';
import type { ChunkContext } from './chunk-context.ts';
import { observationOf, type Progress } from './chunk-item.ts';
import { refused } from './refusals.ts';
import { reportOperations } from './report-operations.ts';

interface DecidedArchive {
  readonly entry: Progress;
  readonly observation: Observation;
  readonly reason?: WriteReason;
}

/** Takes records out of an app that are not to be there, as somebody has decided. Their twins stay, and get no other one. */
export async function archiveDecided(chunk: ChunkContext, side: Side, all: readonly Progress[]): Promise<void> {
  const { context, plan, tally } = chunk;
  const entries = all.flatMap((entry): readonly DecidedArchive[] => {
    const observation = observationOf(entry.item, side);
    const reason = entry.item.decision.archive?.reason;
    return observation ? [{ entry, observation, ...(reason && { reason }) }] : [];
  });
  // Settled with the next pass, as gone; or read, or refused, and decided anew.
  for (const { entry } of entries) entry.again = true;
  await archiveRecords({
    context,
    plan,
    side,
    tally,
    entries,
    failureOf: ({ entry }, error) => refused(side, entry, error),
    async settle(database, { archived, refused: refusals }) {
      for (const { entry } of refusals) {
        entry.failedOn.add(side);
        entry.again = false;
      }
      await buryLinks(
        database,
        archived.flatMap(({ entry }) => entry.link?.id ?? []),
        'gone',
      );
      await putHolds(
        database,
        plan.pair,
        archived.map(({ entry }) => leftAlone(chunk, side, entry)),
        context.clock.now(),
      );
      await endDecisions(
        database,
        archived.flatMap(({ entry }) => entry.item.decision.archive?.decision ?? []),
      );
    },
    report: ({ archived }) =>
      reportOperations(
        context,
        plan,
        side,
        archived.map(({ entry }) => entry),
      ),
  });
}

/** Its twin stays, and gets no other one. */
function leftAlone({ plan }: ChunkContext, side: Side, { item, link }: Progress): Hold {
  const other = otherSide(side);
  const twin = observationOf(item, other);
  const text = `its twin in ${plan.sync[side].displayName} (${link?.[side] ?? ''}) was archived; it stays, and is no longer synced`;
  return {
    side: other,
    id: twin?.id ?? '',
    ...(twin && { number: twin.number }),
    reason: 'twin-gone',
    detail: { text, records: [] },
  };
}
