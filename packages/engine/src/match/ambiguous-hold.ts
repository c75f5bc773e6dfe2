import { keyOf, type Normalizers } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import type { Hold } from '../store/holds.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { KeyClash, MatchDecision, MatchRecord } from './match-records.ts';

/** A record whose key others bear too: who they are, for the person who has to decide. */
export function ambiguousHold(
  plan: PairPlan,
  record: UnlinkedRecord,
  { position, clashes }: MatchDecision & { kind: 'ambiguous' },
  normalizers: Normalizers,
): Hold {
  const told = clashes.map((clash, index) => {
    const verb = index === 0 ? ' is also borne' : '';
    return `"${shownKey(plan, record, position, clash.key, normalizers)}"${verb} by ${whoOf(plan, record.side, clash)}`;
  });
  return hold(record, `${nameOfKey(plan, record.side, position)} ${told.join(', ')}`, clashes);
}

/** The record reaches one partner, and that one reaches others too. */
export function contestedHold(
  plan: PairPlan,
  record: UnlinkedRecord,
  { partner, position, key }: MatchDecision & { kind: 'link' },
  back: MatchDecision,
  normalizers: Normalizers,
): Hold {
  const rivals = back.kind === 'ambiguous' ? back.clashes : [];
  const others = rivals
    .map((clash) => ({ ...clash, records: clash.records.filter(({ id }) => id !== record.observation.id) }))
    .filter(({ records }) => records.length > 0);
  const first = { key, records: [partner] };
  const told = others.map((clash) => `, whose "${textOf(clash.key)}" is borne by ${whoOf(plan, record.side, clash)}`);
  const own = shownKey(plan, record, position, key, normalizers);
  const text = `${nameOfKey(plan, record.side, position)} "${own}" is also borne by ${whoOf(plan, record.side, first)}`;
  return hold(record, `${text}${told.join('')}`, [first, ...others]);
}

function hold({ side, observation }: UnlinkedRecord, text: string, clashes: readonly KeyClash[]): Hold {
  const all = clashes.flatMap(({ records }) => records);
  const distinct = new Map(all.map((other) => [`${other.side} ${other.id}`, { side: other.side, id: other.id }]));
  return { side, id: observation.id, reason: 'ambiguous', detail: { text, records: [...distinct.values()] } };
}

function nameOfKey(plan: PairPlan, side: Side, position: number): string {
  const parts = plan.sync.matchKeys[position]?.parts ?? [];
  const { fields } = plan.sync[side].object;
  return parts.map((part) => fields.find(({ id }) => id === part[side])?.name ?? part[side]).join(' + ');
}

function whoOf(plan: PairPlan, side: Side, { records }: KeyClash): string {
  const own = records.filter((other) => other.side === side).length;
  const across = records.length - own;
  const parts = [
    own > 0 ? `${own} more in ${plan.sync[side].displayName}` : '',
    across > 0 ? `${across} in ${plan.sync[otherSide(side)].displayName}` : '',
  ].filter((part) => part !== '');
  return `${parts.join(' and ')} (${shownIds(records)})`;
}

/** As the record spells it, where it is the key of its fields. */
function shownKey(
  plan: PairPlan,
  { side, observation }: UnlinkedRecord,
  position: number,
  key: string,
  normalizers: Normalizers,
): string {
  const compiled = plan.sync.matchKeys[position];
  if (!compiled || keyOf(compiled, side, observation.fields, normalizers) !== key) return textOf(key);
  return compiled.parts.map((part) => observation.fields[part[side]] ?? '').join(' ');
}

/** The key of several fields is a JSON list of their texts. */
function textOf(key: string): string {
  if (!key.startsWith('["')) return key;
  try {
    const texts: unknown = JSON.parse(key);
    return Array.isArray(texts) ? texts.join(' ') : key;
  } catch {
    return key;
  }
}

function shownIds(records: readonly MatchRecord[]): string {
  const shown = records.slice(0, 3).map((record) => record.id);
  return records.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}
