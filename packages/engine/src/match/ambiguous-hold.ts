import type { PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import { otherSide } from '../store/side.ts';
import type { Hold } from '../store/work.ts';
import type { MatchDecision, MatchRecord } from './match-records.ts';

/** A record whose key others bear too: who they are, for the person who has to decide. */
export function ambiguousHold(
  plan: PairPlan,
  record: UnlinkedRecord,
  decision: MatchDecision & { kind: 'ambiguous' },
): Hold {
  const key = plan.sync.matchKeys[decision.position];
  const names = (key?.parts ?? []).map((part) => {
    const id = part[record.side];
    return plan.sync[record.side].object.fields.find((field) => field.id === id)?.name ?? id;
  });
  const values = (key?.parts ?? []).map((part) => record.observation.fields[part[record.side]] ?? '');
  const own = decision.records.filter((other) => other.side === record.side).length;
  const across = decision.records.length - own;
  const parts = [
    own > 0 ? `${own} more in ${plan.sync[record.side].displayName}` : '',
    across > 0 ? `${across} in ${plan.sync[otherSide(record.side)].displayName}` : '',
  ].filter((part) => part !== '');
  return {
    side: record.side,
    id: record.observation.id,
    reason: 'ambiguous',
    detail: {
      text: `${names.join(' + ')} "${values.join(' ')}" is also borne by ${parts.join(' and ')} (${shownIds(decision.records)})`,
      records: decision.records.map((other) => ({ side: other.side, id: other.id })),
    },
  };
}

function shownIds(records: readonly MatchRecord[]): string {
  const shown = records.slice(0, 3).map((record) => record.id);
  return records.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}
