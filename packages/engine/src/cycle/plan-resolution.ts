import { areEquivalent, type CanonicalValue, type FieldSchema } from '@linkwright/core';
import { canonicalOperand } from '../compile/canonical-operand.ts';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { convertTo, saySame, writesTo } from '../merge/merge-fields.ts';
import { conflictById, type LoggedConflict, type Resolution, resolveConflict } from '../store/conflicts.ts';
import { type NewDecision, putDecisions } from '../store/decisions.ts';
import { linksById } from '../store/links.ts';
import { loadTwins } from '../store/load-twins.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { decideTargets } from './decide-targets.ts';
import { changedSince, type Decided, type Resolved, refusal } from './decided-conflict.ts';

export interface ResolveRequest {
  /** Its number in the log. */
  readonly conflict: number;
  /** A side of the file, whose value is right; or a value, as a person writes one for the left side's field. */
  readonly value: { readonly side: Side } | { readonly text: string };
}

/** The pair that a conflict is in. Throws where there is none. */
export async function pairOfConflict(
  { database }: Store,
  conflict: number,
  pairs: readonly PairPlan[],
): Promise<readonly PairPlan[]> {
  const found = await conflictById(database, conflict);
  if (!found)
    throw refusal(
      'unknown-conflict',
      `There is no conflict ${conflict}.`,
      'linkwright conflicts lists them. Those that are settled are forgotten after the time that `keep` says.',
    );
  const chosen = pairs.filter(({ pair }) => pair === found.pair);
  if (chosen.length > 0) return chosen;
  throw refusal('not-mapped', `Conflict ${conflict} is of a sync that the file no longer has.`, 'Put the sync back.');
}

/** Turns what somebody has said about a conflict into decisions. Once the objects have been read. `by`: who says it. */
export async function planResolution(
  context: CycleContext,
  plans: readonly PairPlan[],
  { conflict: id, value }: ResolveRequest,
  by: string | null,
): Promise<void> {
  const { database } = context.store;
  const conflict = await conflictById(database, id);
  const [plan] = plans.filter(({ sync }) =>
    [...sync.fields, ...sync.associations].some(({ key }) => key === conflict?.mapping),
  );
  if (!conflict || !plan) {
    throw refusal(
      'not-mapped',
      `Conflict ${id} is about a field that the file no longer maps.`,
      'Put the mapping back, or make the two records alike in their apps.',
    );
  }
  const link = (await linksById(database, [conflict.link])).get(conflict.link);
  const [twins] = link?.state === 'linked' ? await loadTwins(database, [link]) : [];
  const { left, right } = twins ?? {};
  if (!link || !left || !right || left.gone || right.gone) {
    throw refusal('not-linked', `The records of conflict ${id} are no longer linked.`, 'There is nothing to decide.');
  }
  const shown = { left, right };
  const winner = 'side' in value ? fileSide(plan, value.side) : null;
  const mapping = plan.sync.fields.find(({ key }) => key === conflict.mapping);
  const { decisions, values } = mapping
    ? decideValue({ plan, mapping, conflict, link, shown }, value)
    : await decideTargets(context, { plan, conflict, link, shown }, winner);
  await context.store.transaction(async (inner) => {
    const at = context.clock.now();
    await putDecisions(inner, decisions, at);
    await resolveConflict(inner, id, winner, { values, run: context.run, by, at });
  });
}

function decideValue(
  { plan, mapping, conflict, link, shown }: Decided & { readonly mapping: CompiledFieldMapping },
  value: ResolveRequest['value'],
): Resolved {
  const current = (side: Side): CanonicalValue => shown[side].fields[mapping[side].id] ?? null;
  if (!isAsLogged(mapping, conflict, shown)) throw changedSince(conflict);
  const values = wantedValues(plan, mapping, conflict, value);
  const decisions = sides.flatMap((side): readonly NewDecision[] => {
    const target = values[side];
    if (!writesTo(mapping, side) || areEquivalent(mapping[side], current(side), target)) return [];
    const what = { kind: 'value', mapping: mapping.key, wanted: target, expected: current(side) } as const;
    return [{ pair: plan.pair, link: link.id, side, what, reason: 'resolved' }];
  });
  return { decisions, values };
}

/** Each side shows the value that is in the log, or the one that won. */
function isAsLogged(
  mapping: CompiledFieldMapping,
  conflict: LoggedConflict,
  shown: Readonly<Record<Side, Observation>>,
): boolean {
  return sides.every((side) => {
    const current = shown[side].fields[mapping[side].id];
    if (current === undefined || shown[side].unreadable.includes(mapping[side].id)) return false;
    if (areEquivalent(mapping[side], current, conflict[side])) return true;
    if (conflict.winner === null || conflict.winner === side) return false;
    return side === 'left' ? saySame(mapping, current, conflict.right) : saySame(mapping, conflict.left, current);
  });
}

/** What each side is to hold. */
function wantedValues(
  plan: PairPlan,
  mapping: CompiledFieldMapping,
  conflict: LoggedConflict,
  value: ResolveRequest['value'],
): Resolution['values'] {
  const from = 'side' in value ? fileSide(plan, value.side) : fileSide(plan, 'left');
  const said = 'side' in value ? conflict[from] : typedValue(mapping[from], value.text);
  const to = otherSide(from);
  const converted = convertTo(mapping, to, said);
  if (!converted.ok)
    throw refusal('unconvertible-value', `${plan.sync[to].displayName}: ${converted.reason}.`, 'Choose another value.');
  return from === 'left' ? { left: said, right: converted.value } : { left: converted.value, right: said };
}

/** A value as a person types it. */
function typedValue(field: FieldSchema, text: string): CanonicalValue {
  if (text === '') return null;
  const parts = field.type === 'options' ? text.split(',').map((part) => part.trim()) : [text];
  const values = parts.map((part) => {
    const typed = field.type === 'boolean' ? (yesOrNo.get(part.toLowerCase()) ?? part) : part;
    const operand = canonicalOperand(field, typed);
    if (!operand.ok) throw refusal('unsuitable-value', operand.reason, operand.remedy);
    const [first, second] = operand.values;
    if (first === undefined || second !== undefined) {
      throw refusal(
        'unsuitable-value',
        `"${field.name}" has several options "${part}".`,
        'Write the value of the option instead of its label.',
      );
    }
    return first;
  });
  return field.type === 'options' ? values.map(String) : (values[0] ?? null);
}

const yesOrNo: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['true', true],
  ['no', false],
  ['false', false],
]);
