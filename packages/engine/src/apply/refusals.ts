import type { RecordError } from '@linkwright/core';
import type { Failure } from '../store/failures.ts';
import { type Side, sides } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';
import { observationOf, originOf, type Progress } from './chunk-item.ts';
import { isUnique } from './is-unique.ts';

/** The app refuses the record, with its own reason. */
export function refused(side: Side, entry: Progress, error: RecordError): Failure {
  return {
    origin: originOf(entry.item, side),
    code: error.code,
    category: error.category,
    field: error.field ?? null,
    message: error.message,
    remedy: error.remedy,
  };
}

/** A unique value belongs to another record. `id`: to which, if the app said so. */
export function taken({ plan }: ChunkContext, side: Side, entry: Progress, id: string | null): Failure {
  const app = plan.sync[side].displayName;
  return {
    origin: originOf(entry.item, side),
    code: 'duplicate-value',
    category: 'duplicate-value',
    field: null,
    message: `${app} refuses a value that another record has${id === null ? '' : ` (${id})`}`,
    remedy:
      'Give one of the two another value, or see to what keeps the other record from being written. Merge them in ' +
      `${app} only if both are the same.`,
  };
}

/** Records have exchanged values that must be unique, and none of them can do without its own for a moment. */
export function exchanged(
  { context, plan }: ChunkContext,
  side: Side,
  entry: Progress,
  circle: readonly Progress[],
): Failure {
  const app = plan.sync[side].displayName;
  const fields = plan.sync.fields.flatMap((mapping) => {
    const moves = entry.item.decision.moves.some((move) => move.to === side && move.mapping === mapping);
    return moves && isUnique(context, plan, side, mapping[side]) ? [mapping[side]] : [];
  });
  const named = fields.map(({ name }) => `"${name}"`).join(', ');
  const others = circle.flatMap((other) => (other === entry ? [] : (observationOf(other.item, side)?.id ?? [])));
  return {
    origin: originOf(entry.item, side),
    code: 'values-exchanged',
    category: 'duplicate-value',
    field: fields[0]?.id ?? null,
    message:
      `It has exchanged values of ${app} ${named} with ${others.length === 1 ? 'record' : 'records'} ${others.join(', ')}; ` +
      'they must be unique, and none of these records can be without one for a moment',
    remedy: 'Give one of them a value that no other record has, sync, then give it the right one and sync again.',
  };
}

/** The record is written without these fields, which wait: tried again when it changes, or with back-off. */
export function refusedFieldFailures(entry: Progress): readonly Failure[] {
  return sides.flatMap((side) => {
    const [first, ...rest] = entry.refusedFields.filter((refusal) => refusal.side === side);
    if (!first) return [];
    const more = rest.length > 0 ? ` (and ${rest.length} more)` : '';
    const failure = refused(side, entry, first.error);
    return [{ ...failure, message: `${failure.message}${more} The rest of the record is written.` }];
  });
}

/** The record is written without these associations, which wait: tried again when it changes, or with back-off. */
export function refusedAssociations({ plan }: ChunkContext, entry: Progress): readonly Failure[] {
  const [first, ...rest] = entry.refused;
  if (!first) return [];
  const { edit, error } = first;
  const field = edit.plan.mapping[edit.side];
  const more = rest.length > 0 ? ` (and ${rest.length} more)` : '';
  return [
    {
      origin: originOf(entry.item, edit.side),
      code: error.code,
      category: error.category,
      field: field.id,
      message: `${plan.sync[edit.side].displayName} "${field.name}" is not all that it should be: ${error.message}${more}`,
      remedy: error.remedy,
    },
  ];
}
