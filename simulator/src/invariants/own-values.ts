import type { CanonicalValue } from '@linkwright/core';
import { otherSide, type Side } from '../story/story.ts';
import type { FieldPair, SyncShape } from '../world/configuration.ts';
import type { Cell } from '../world/ledger-events.ts';
import type { StoredLink } from '../world/store-view.ts';
import { type World, wasMatchedSince } from '../world/world.ts';
import { readRecord, sameValue } from './standing.ts';

/** One way, a value that a person gave the target stays until the source changes. */
export function isOwnValue(world: World, shape: SyncShape, field: FieldPair, link: StoredLink): boolean {
  if (field.direction === 'two-way') return false;
  const target: Side = field.direction === 'left-to-right' ? 'right' : 'left';
  const from = otherSide(target);
  // A merger brings values along, and they are the target's own.
  if ((readRecord(world, shape, target, link[target])?.mergedFrom ?? []).length > 0) return true;
  const own = world.ledger.cell(target, shape[target], link[target], field[target]);
  const source = world.ledger.cell(from, shape[from], link[from], field[from]);
  if (own?.author === 'person') return true;
  if (own === undefined || source === undefined) return false;
  // So is what the engine put there without living to be told, where a source that has nothing to say since leaves what is there.
  if (own.seenAt >= source.at && isEmpty(source.value) && shape.setting.blanks === 'keep') return true;
  if (isOwnToOlderState(world, shape, field, link, { from, own, source })) return true;
  // So is what it held when it was matched, from an earlier twin, until the source changes.
  return wasMatchedSince(world, link, Math.max(own.at, source.at));
}

/**
 * A source was edited, the engine wrote that to the target, and the source is as it was again. A state from before all this was put
 * back: to it the target alone has changed, as if somebody had edited it there.
 */
function isOwnToOlderState(
  world: World,
  shape: SyncShape,
  field: FieldPair,
  link: StoredLink,
  { from, own, source }: { readonly from: Side; readonly own: Cell; readonly source: Cell },
): boolean {
  const back = world.takenBack;
  if (!back || own.at <= back.from || own.at > back.at) return false;
  const known = world.ledger.valueAt(from, shape[from], link[from], field[from], back.from);
  return sameValue(world, link.object, field, from, known, source.value);
}

const isEmpty = (value: CanonicalValue): boolean => value === null || (typeof value === 'object' && value.length === 0);
