import { keyOf, type RecordError } from '@linkwright/core';
import { fieldsOf } from '../merge/merge-fields.ts';
import type { Side } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';
import { inlineEditsOn, type Progress, writesFields } from './chunk-item.ts';

/**
 * Where the app names the field that it refuses, the record is written without it, and the field waits with the reason. Takes
 * the field out of what is to be written and says whether anything is left to send.
 *
 * A new record is not made without the key that it would be recognized by, nor one that lacks what the app requires.
 */
export function dropRefusedField(chunk: ChunkContext, side: Side, entry: Progress, error: RecordError): boolean {
  const { item } = entry;
  const refused = item.decision.moves.find((move) => move.to === side && move.mapping[side].id === error.field);
  if (!refused || error.category === 'missing-required') return false;
  const moves = item.decision.moves.filter((move) => move !== refused);
  const rest = { ...item, decision: { ...item.decision, moves } };
  if (item.kind === 'create' ? !keepsKey(chunk, side, entry, rest) : !writesAnything(chunk, side, rest)) return false;
  entry.item = rest;
  entry.refusedFields.push({ side, mapping: refused.mapping, error });
  entry.resend.add(side);
  return true;
}

function keepsKey({ context, plan }: ChunkContext, side: Side, before: Progress, item: Progress['item']): boolean {
  const bearsKey = ({ decision }: Progress['item']): boolean => {
    const sent = fieldsOf(decision.moves, side);
    return plan.sync.matchKeys.some((key) => keyOf(key, side, sent, context.normalizers) !== '');
  };
  return !bearsKey(before.item) || bearsKey(item);
}

const writesAnything = ({ plan }: ChunkContext, side: Side, item: Progress['item']): boolean =>
  writesFields(item, side) || inlineEditsOn(plan, item, side).length > 0;

/** Calls `send` with what is to be sent once more, until nothing is: each time, a record has a field less. */
export async function resendWithoutRefused(
  side: Side,
  entries: readonly Progress[],
  send: (entries: readonly Progress[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const again = entries.filter(({ resend }) => resend.delete(side));
    if (again.length === 0) return;
    await send(again);
  }
}
