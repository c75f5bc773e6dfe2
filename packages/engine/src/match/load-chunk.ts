import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import type { DirtyRecord } from '../store/dirty.ts';
import { type Link, linksOf } from '../store/links.ts';
import { type Observation, observationsByNumber } from '../store/observations.ts';
import { sides } from '../store/side.ts';

/** A dirty record without a link, and how dirty it was when it was loaded. */
export type Unlinked = UnlinkedRecord & { readonly marks: number };

/**
 * The links of the chunk's dirty records, and the records that have none. Entries of records never seen are `lost`; a
 * record that has gone since the pass began stays dirty, for the next one to settle. `known`: what has been shown of some of them, by
 * number, read together with their marks or later.
 */
export async function loadChunk(
  context: CycleContext,
  plan: PairPlan,
  dirty: readonly DirtyRecord[],
  known: ReadonlyMap<number, Observation> = new Map(),
): Promise<{
  readonly links: readonly Link[];
  readonly unlinked: readonly Unlinked[];
  readonly lost: readonly DirtyRecord[];
}> {
  const { database } = context.store;
  const links = new Map<number, Link>();
  const unlinked: Unlinked[] = [];
  const lost: DirtyRecord[] = [];
  const unread: number[] = [];
  for (const { number } of dirty) if (!known.has(number)) unread.push(number);
  const read = await observationsByNumber(database, unread);
  for (const side of sides) {
    const ofSide = dirty.filter((record) => record.side === side);
    if (ofSide.length === 0) continue;
    const linksOfSide = await linksOf(database, plan.pair, side, ofSide);
    for (const record of ofSide) {
      const observation = known.get(record.number) ?? read.get(record.number);
      const link = linksOfSide.get(record.id);
      if (!observation) lost.push(record);
      else if (observation.gone) continue;
      else if (link) links.set(link.id, link);
      else unlinked.push({ side, observation, marks: record.marks });
    }
  }
  return { links: [...links.values()], unlinked, lost };
}
