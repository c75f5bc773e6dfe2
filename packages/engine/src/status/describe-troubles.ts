import type { PairPlan } from '../context/cycle-context.ts';
import { labelsOf } from '../context/record-labels.ts';
import { loadFailures } from '../store/failures.ts';
import { loadHolds } from '../store/holds.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import type { FailureDescription, HoldDescription } from './record-description.ts';

export async function failuresOf(
  store: Store,
  pair: PairPlan,
  ids: Record<Side, string | null>,
): Promise<readonly FailureDescription[]> {
  const described: FailureDescription[] = [];
  for (const side of sides) {
    const id = ids[side];
    if (id === null) continue;
    for (const { origin, ...failure } of await loadFailures(store.database, pair.pair, { record: { side, id } })) {
      described.push({ connection: pair.sync[side].connection, id: origin.id, ...failure });
    }
  }
  return described;
}

export async function holdsOf(
  store: Store,
  pair: PairPlan,
  ids: Record<Side, string | null>,
): Promise<readonly HoldDescription[]> {
  const described: HoldDescription[] = [];
  for (const side of sides) {
    const id = ids[side];
    if (id === null) continue;
    for (const { reason, detail, since } of await loadHolds(store.database, pair.pair, { record: { side, id } })) {
      const candidates: HoldDescription['candidates'][number][] = [];
      for (const candidate of detail.records) {
        const labels = await labelsOf(store.database, pair[candidate.side], [candidate.id]);
        candidates.push({
          connection: pair.sync[candidate.side].connection,
          id: candidate.id,
          label: labels.get(candidate.id) ?? candidate.id,
        });
      }
      described.push({ connection: pair.sync[side].connection, id, reason, text: detail.text, since, candidates });
    }
  }
  return described;
}
