import type { Kysely } from 'kysely';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { reportHolds } from '../context/report-records.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import { wakeRivals } from '../pull/save-keys.ts';
import { buryLinks } from '../store/change-links.ts';
import { loadClaims, saveClaims } from '../store/claims.ts';
import type { Database } from '../store/database.ts';
import { clearDirty, type DirtyRecord, dirtyMarks } from '../store/dirty.ts';
import { replacePendingEdges, wakeEdgesTo, wakeSourcesOf } from '../store/edges.ts';
import { clearFailures } from '../store/failures.ts';
import { type Hold, liftHolds, putHolds } from '../store/holds.ts';
import type { Link } from '../store/links.ts';
import type { RecordRef } from '../store/records.ts';
import { otherSide, sides } from '../store/side.ts';
import { filterHoldsOf, place } from './filter-holds.ts';
import { loadStandings } from './load-standings.ts';
import { type Standing, takesPart } from './standing.ts';

/**
 * What becomes of linked pairs that stopped matching their filter: frozen, or unlinked with a tombstone like that of a
 * deletion. Returns those that go on syncing under this sync; those of another sync of the pair are left to it.
 */
export async function settleExits(
  context: CycleContext,
  plan: PairPlan,
  tally: SyncTally,
  links: readonly Link[],
): Promise<readonly Link[]> {
  if (links.length === 0) return [];
  const { database } = context.store;
  const siblings = context.siblings.get(plan.pair) ?? [plan];
  // Before the observations: whatever comes in from here on keeps its record dirty.
  const marks = await dirtOf(database, plan, links);
  const standings = await loadStandings(context, siblings, links);
  const own = links.flatMap((link) => {
    const standing = standings.get(link.id);
    return standing?.owner === plan ? [{ link, standing }] : [];
  });
  const staying = own.filter(({ standing }) => takesPart(standing)).map(({ link }) => link);
  const leaving = own.filter(({ standing }) => !takesPart(standing));
  const before = await filterHoldsOf(database, plan.pair, endsOf(own.map(({ link }) => link)));
  const stood = (link: Link): boolean => endsOf([link]).some((end) => before.has(place(end)));
  const back = staying.filter(stood);
  const holds = leaving.flatMap(({ link, standing }) => holdsOf(plan, link, standing));
  tally.filter.returned += back.length;
  for (const { link, standing } of leaving) {
    if (unlinks(standing)) tally.filter.unlinked += 1;
    else if (!stood(link)) tally.filter[standing.kind === 'contested' ? 'excluded' : 'frozen'] += 1;
  }
  const ended = endsOf(leaving.map(({ link }) => link));
  await context.store.transaction(async (transaction) => {
    if (siblings.length > 1) {
      const claimed = own.filter(({ standing }) => standing.kind !== 'contested').map(({ link }) => link);
      const before = await loadClaims(
        transaction,
        plan.pair,
        'left',
        claimed.map((link) => link.left),
      );
      const taken = claimed.filter((link) => before.get(link.left) !== plan.sync.name);
      await saveClaims(transaction, plan.pair, plan.sync.name, endsOf(claimed));
      // Mappings through this sync see them from here on, and those through the one that had them no longer do.
      await wakeEdgesTo(transaction, taken);
      await wakeSourcesOf(transaction, plan, taken);
    }
    await liftHolds(transaction, plan.pair, [...endsOf(back), ...ended]);
    await wakeSourcesOf(transaction, plan, back);
    for (const { link, standing } of leaving) if (unlinks(standing)) await unlink(transaction, plan, link);
    // What it still wanted to be associated with is nobody's wish while it takes no part: no target is made for it.
    const leftIds = leaving.map(({ link }) => link.id);
    await replacePendingEdges(transaction, leftIds, []);
    await putHolds(transaction, plan.pair, holds, context.clock.now());
    await clearFailures(transaction, plan.pair, ended);
    await clearDirty(
      transaction,
      plan.pair,
      ended.map((end): DirtyRecord => ({ ...end, marks: marks.get(place(end)) ?? 0 })),
    );
  });
  await reportHolds(context, plan, holds);
  return staying;
}

export const unlinks = ({ kind, owner }: Standing): boolean => kind === 'out' && owner.sync.filter.onExit === 'unlink';

const endsOf = (links: readonly Link[]): readonly (RecordRef & { readonly number: number })[] =>
  links.flatMap((link) => sides.map((side) => ({ side, id: link[side], number: link.numbers[side] })));

async function dirtOf(
  database: Kysely<Database>,
  plan: PairPlan,
  links: readonly Link[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const side of sides) {
    const numbers = links.map((link) => link.numbers[side]);
    const marks = await dirtyMarks(database, plan.pair, side, numbers);
    for (const link of links) found.set(place({ side, id: link[side] }), marks.get(link.numbers[side]) ?? 0);
  }
  return found;
}

/** Its ends are no longer anybody's partner: those that were ambiguous because of them are looked at again. */
async function unlink(database: Kysely<Database>, plan: PairPlan, link: Link): Promise<void> {
  await buryLinks(database, [link.id], 'filtered-out');
  for (const side of sides)
    await wakeRivals(
      database,
      plan[side].keys.filter(({ pair }) => pair === plan.pair),
      [link.numbers[side]],
    );
}

function holdsOf(plan: PairPlan, link: Link, standing: Standing): readonly Hold[] {
  const holds = standing.faults.map(({ side, text }): Hold => {
    const end = { side, id: link[side] };
    const twin = { side: otherSide(side), id: link[otherSide(side)] };
    if (standing.kind === 'contested') return { ...end, reason: 'claimed-twice', detail: { text, records: [twin] } };
    if (!unlinks(standing)) return { ...end, reason: 'frozen', detail: { text, records: [twin] } };
    return { ...end, reason: 'filtered-out', detail: { text: `${text}; it was unlinked`, records: [twin] } };
  });
  if (!unlinks(standing)) return holds;
  const bereft = sides.filter((side) => !standing.faults.some((fault) => fault.side === side));
  return [
    ...holds,
    ...bereft.map((side): Hold => {
      const [fault] = standing.faults;
      const twin = { side: otherSide(side), id: link[otherSide(side)] };
      const text = `its twin in ${plan.sync[twin.side].displayName} (${twin.id}) is outside the filter: ${fault?.text}`;
      return { side, id: link[side], reason: 'partner-filtered-out', detail: { text, records: [twin] } };
    }),
  ];
}
