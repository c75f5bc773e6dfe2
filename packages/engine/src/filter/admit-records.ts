import { judgeCreate } from '../condition/create-within-filter.ts';
import { judgeRecord } from '../condition/judge-record.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { loadClaims } from '../store/claims.ts';
import type { Hold } from '../store/holds.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { contested, creators, isFiltered, takers } from './standing.ts';

interface Unlinked {
  readonly side: Side;
  readonly observation: Observation;
}

/** What a filter says: go on, leave it to another sync of the pair, or leave it alone for this reason. */
export type Admission = 'admitted' | 'leave' | Hold;

/** The unlinked records that may look for a partner under this sync, and those outside every filter. */
export async function admitRecords<Record extends Unlinked>(
  context: CycleContext,
  plan: PairPlan,
  records: readonly Record[],
): Promise<{ readonly admitted: readonly Record[]; readonly holds: readonly Hold[] }> {
  const siblings = context.siblings.get(plan.pair) ?? [plan];
  if (!isFiltered(siblings)) return { admitted: records, holds: [] };
  const claims = await claimsOf(context, plan, siblings, records);
  const admitted: Record[] = [];
  const holds: Hold[] = [];
  for (const record of records) {
    const { side, observation } = record;
    const eligible = takers(siblings, side, observation.fields);
    if (eligible.includes(plan)) admitted.push(record);
    else if (eligible.length === 0) {
      const last = claims[side].get(observation.id);
      const owner = siblings.find(({ sync }) => sync.name === last) ?? siblings[0];
      if (owner !== plan) continue;
      const verdict = judgeRecord(plan.sync.filter[side], observation.fields);
      holds.push(filteredOut(record, verdict.kind === 'passes' ? '' : verdict.text));
    }
  }
  return { admitted, holds };
}

async function claimsOf(
  { store }: CycleContext,
  plan: PairPlan,
  siblings: readonly PairPlan[],
  records: readonly Unlinked[],
): Promise<Readonly<Record<Side, ReadonlyMap<string, string>>>> {
  const claims: Record<Side, ReadonlyMap<string, string>> = { left: new Map(), right: new Map() };
  if (siblings.length < 2) return claims;
  for (const side of sides) {
    const ids = records.filter((record) => record.side === side).map((record) => record.observation.id);
    claims[side] = await loadClaims(store.database, plan.pair, side, ids);
  }
  return claims;
}

/** May these two be linked by this sync? A match with a record that a filter leaves out links and creates nothing. */
export function admitMatch(
  siblings: readonly PairPlan[],
  plan: PairPlan,
  record: Unlinked,
  partner: Observation,
): Admission {
  if (!isFiltered(siblings)) return 'admitted';
  const to = otherSide(record.side);
  const eligible = takers(siblings, record.side, record.observation.fields);
  const claimers = takers(eligible, to, partner.fields);
  const [owner, second] = claimers;
  if (owner && second) return owner === plan ? claimedTwice(record, claimers) : 'leave';
  if (owner) return owner === plan ? 'admitted' : 'leave';
  if (eligible[0] !== plan) return 'leave';
  const verdict = judgeRecord(plan.sync.filter[to], partner.fields);
  const why = verdict.kind === 'passes' ? '' : `: ${verdict.text}`;
  const text = `its match in ${plan.sync[to].displayName} (${partner.id}) is outside the filter${why}`;
  return {
    side: record.side,
    id: record.observation.id,
    reason: 'partner-filtered-out',
    detail: { text, records: [{ side: to, id: partner.id }] },
  };
}

/** Does this sync create the twin of a record that has no match? */
export function admitCreate(
  siblings: readonly PairPlan[],
  plan: PairPlan,
  record: Unlinked & { readonly keyless: boolean },
): Admission {
  if (siblings.length < 2) return 'admitted';
  const { side, observation, keyless } = record;
  const eligible = takers(siblings, side, observation.fields);
  const able = creators(eligible, side, { fields: observation.fields, keyless });
  const [owner = eligible[0], second] = able;
  if (owner !== plan) return 'leave';
  return second === undefined ? 'admitted' : claimedTwice(record, able);
}

/** A record whose twin would not pass the filter of its side. `null`: it would. */
export function outsideOnceCreated(plan: PairPlan, record: Unlinked): Hold | null {
  const to = otherSide(record.side);
  const verdict = judgeCreate(plan.sync, to, record.observation.fields);
  if (verdict.kind === 'passes') return null;
  return filteredOut(record, `in ${plan.sync[to].displayName} it would be outside the filter: ${verdict.text}`);
}

const filteredOut = ({ side, observation }: Unlinked, text: string): Hold => ({
  side,
  id: observation.id,
  reason: 'filtered-out',
  detail: { text, records: [] },
});

const claimedTwice = ({ side, observation }: Unlinked, claimers: readonly PairPlan[]): Hold => ({
  side,
  id: observation.id,
  reason: 'claimed-twice',
  detail: { text: contested(side, claimers)[0]?.text ?? '', records: [] },
});
