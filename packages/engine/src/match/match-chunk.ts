import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import { type Admission, admitMatch } from '../filter/admit-records.ts';
import { isFiltered } from '../filter/standing.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { addLinks } from '../store/change-links.ts';
import { wakeSourcesOf } from '../store/edges.ts';
import type { Hold } from '../store/holds.ts';
import type { Link } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { ambiguousHold, contestedHold } from './ambiguous-hold.ts';
import { type LoadedIndex, loadKeyIndex } from './load-key-index.ts';
import { type MatchDecision, type MatchRecord, matchRecord } from './match-records.ts';
import { restoreLinks } from './restore-links.ts';
import { outlivedBySurvivor, withTombstone } from './tombstone-holds.ts';

export interface ChunkMatches<Unlinked extends UnlinkedRecord> {
  readonly linked: readonly { readonly link: Link; readonly reason: 'matched' | 'restored' }[];
  /** Nothing on the other side is the same: to be created there, if the rules allow it. */
  readonly lonely: readonly (Unlinked & { readonly keyless: boolean })[];
  readonly holds: readonly Hold[];
}

/**
 * Finds partners for the unlinked records of a chunk, and stores the links. Records that are none of linked, lonely and
 * held have to be looked at again once the deletions that came to light are settled.
 */
export async function matchChunk<Unlinked extends UnlinkedRecord>(
  context: CycleContext,
  plan: PairPlan,
  unlinked: readonly Unlinked[],
): Promise<ChunkMatches<Unlinked>> {
  const restored = await restoreLinks(context, plan, unlinked);
  const isRestored = ({ side, observation }: Unlinked): boolean =>
    restored.some(({ link }) => link[side] === observation.id);
  const rest = restored.length === 0 ? unlinked : unlinked.filter((record) => !isRestored(record));
  const index = await loadKeyIndex(context.store.database, plan, rest);
  const admit = await loadAdmission(context, plan, index);
  // A rival that is linked already is read first: if it is gone, its link is free. In a preview it may not exist yet.
  const decided = rest.map((record) => ({ record, first: decide(record, index) }));
  const contested: { readonly record: Unlinked; readonly rivals: readonly MatchRecord[] }[] = [];
  for (const { record, first } of decided) {
    const rivals = rivalsOf(first);
    if (rivals.length > 0) contested.push({ record, rivals });
  }
  const taken = contested.flatMap(({ rivals }) => rivals.filter((other) => other.linkedTo !== null));
  const gone = context.preview ? new Set<string>() : await goneAmong(context, plan, taken);
  const isWaiting = (decision: MatchDecision): boolean =>
    rivalsOf(decision).some((other) => gone.has(place(other.side, other.id)) || gone.has(twinOf(other)));
  const outlived = await outlivedBySurvivor(context, plan, contested);
  const pairs: { readonly left: string; readonly right: string }[] = [];
  const alone: (Unlinked & { keyless: boolean })[] = [];
  const holds: Hold[] = [];
  const partnered = new Set<string>();
  for (const { record, first } of decided) {
    const { side, observation } = record;
    if (partnered.size > 0 && partnered.has(place(side, observation.id))) continue;
    // A link that was made since may have taken its partner.
    const decision = pairs.length === 0 ? first : decide(record, index);
    if (gone.size > 0 && isWaiting(decision)) continue;
    if (decision.kind === 'link') {
      const { partner } = decision;
      const back = matchRecord(partner, index);
      if (back.kind === 'link' && back.partner.id === observation.id) {
        const admission = admit(record, partner);
        if (admission !== 'admitted') {
          if (admission !== 'leave') holds.push(admission);
          continue;
        }
        pairs.push(
          side === 'left' ? { left: observation.id, right: partner.id } : { left: partner.id, right: observation.id },
        );
        partnered.add(place(partner.side, partner.id)).add(place(side, observation.id));
        index.link(partner, observation.id);
      } else holds.push(contestedHold(plan, record, decision, back, context.normalizers));
    } else if (decision.kind === 'ambiguous') {
      holds.push(outlived.get(record) ?? ambiguousHold(plan, record, decision, context.normalizers));
    } else alone.push({ ...record, keyless: decision.kind === 'keyless' });
  }
  const matched = pairs.length + restored.length === 0 ? [] : await storeLinks(context, plan, pairs, restored);
  const bereft = await withTombstone(context, plan, alone);
  return {
    linked: [...restored, ...matched.map((link) => ({ link, reason: 'matched' as const }))],
    lonely: bereft.size === 0 ? alone : alone.filter((record) => !bereft.has(record)),
    holds: [...holds, ...bereft.values()],
  };
}

function storeLinks(
  context: CycleContext,
  plan: PairPlan,
  pairs: readonly { readonly left: string; readonly right: string }[],
  restored: readonly { readonly link: Link }[],
): Promise<readonly Link[]> {
  return context.store.transaction(async (database) => {
    const links = await addLinks(
      database,
      plan.pair,
      pairs.map((pair) => ({ ...pair, reason: 'matched', base: {} })),
      context.clock.now(),
    );
    await wakeSourcesOf(database, plan, [...restored.map((entry) => entry.link), ...links]);
    return links;
  });
}

const rivalsOf = (decision: MatchDecision): readonly MatchRecord[] =>
  decision.kind === 'ambiguous' ? decision.clashes.flatMap(({ records }) => records) : nobody;

const nobody: readonly MatchRecord[] = [];

const place = (side: Side, id: string): string => `${side} ${id}`;

/** What the filters say about two records that match. */
async function loadAdmission(
  { store, siblings }: CycleContext,
  plan: PairPlan,
  index: LoadedIndex,
): Promise<(record: UnlinkedRecord, partner: MatchRecord) => Admission> {
  const ofPair = siblings.get(plan.pair) ?? [plan];
  if (!isFiltered(ofPair)) return () => 'admitted';
  const observed = {
    left: await loadObservations(store.database, plan.left.object, index.ids('left')),
    right: await loadObservations(store.database, plan.right.object, index.ids('right')),
  };
  return (record, partner) => {
    const observation = observed[partner.side].get(partner.id);
    return observation ? admitMatch(ofPair, plan, record, observation) : 'leave';
  };
}

function decide(record: UnlinkedRecord, index: LoadedIndex): MatchDecision {
  const known = index.record(record.side, record.observation.number);
  return known ? matchRecord(known, index) : { kind: 'keyless' };
}

/** Which of these records, or of their partners, the apps no longer have. */
async function goneAmong(
  context: CycleContext,
  plan: PairPlan,
  bearers: readonly MatchRecord[],
): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  for (const side of sides) {
    const own = bearers.filter((bearer) => bearer.side === side).map((bearer) => bearer.id);
    const partners = bearers.filter((bearer) => bearer.side !== side).map((bearer) => bearer.linkedTo ?? '');
    const ids = [...own, ...partners.filter((id) => id !== '')];
    if (ids.length === 0) continue;
    for (const id of await verifyRecords(context, plan[side], ids)) gone.add(place(side, id));
  }
  return gone;
}

const twinOf = (record: MatchRecord): string => place(otherSide(record.side), record.linkedTo ?? '');
