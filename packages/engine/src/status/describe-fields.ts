import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import type { Link } from '../store/links.ts';
import { recentWrites } from '../store/log.ts';
import type { Observation } from '../store/observations.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import type { FieldDescription } from './record-description.ts';

export async function describeFields(
  store: Store,
  pair: PairPlan,
  link: Link | null,
  records: Record<Side, Observation | null>,
): Promise<readonly FieldDescription[]> {
  const written = new Map<string, NonNullable<FieldDescription['written']>>();
  for (const side of sides) {
    const record = records[side];
    if (!record) continue;
    const writes = await recentWrites(store.database, pair.pair, side, [record.number], 0);
    for (const { changes, run, at } of writes.get(record.number) ?? []) {
      for (const field of Object.keys(changes)) {
        written.set(`${side} ${field}`, { connection: pair.sync[side].connection, run, at });
      }
    }
  }
  return pair.sync.fields.map((mapping) => {
    const base = link?.base[mapping.key];
    const half = (side: Side) => ({
      name: mapping[side].name,
      value: records[side]?.fields[mapping[side].id],
      base: base?.[side === 'left' ? 0 : 1],
    });
    const writes = sides.flatMap((side) => written.get(`${side} ${mapping[side].id}`) ?? []);
    writes.sort((a, b) => b.at - a.at);
    return { left: half(fileSide(pair, 'left')), right: half(fileSide(pair, 'right')), written: writes[0] ?? null };
  });
}
