import { otherSide, sides } from '../store/side.ts';
import { isInverse } from './refuse-repeated.ts';
import type { PlacedMapping } from './resolved-mapping.ts';

/**
 * Of one association that both its ends would map, one end is kept. A default gives way to what is written; among
 * defaults the end stays that holds one target, by itself or through a mark on it, or else that of the earlier sync.
 */
export function keepOneEnd(placed: readonly PlacedMapping[]): {
  readonly kept: readonly PlacedMapping[];
  readonly dropped: readonly PlacedMapping[];
} {
  const rank = new Map(placed.map((one, position) => [one, [holdsOne(one, placed) ? 0 : 1, position] as const]));
  const comesBefore = (a: PlacedMapping, b: PlacedMapping): boolean => {
    const [own, position] = rank.get(a) ?? [1, 0];
    const [other, otherPosition] = rank.get(b) ?? [1, 0];
    return own === other ? position < otherPosition : own < other;
  };
  const dropped = placed.filter(
    (one) =>
      one.item.assumed &&
      placed.some((other) => isOtherEnd(one, other) && (!other.item.assumed || comesBefore(other, one))),
  );
  return { kept: placed.filter((one) => !dropped.includes(one)), dropped };
}

function holdsOne({ item, mapping }: PlacedMapping, placed: readonly PlacedMapping[]): boolean {
  if (mapping.reading === 'one') return true;
  return placed.some(
    (mark) =>
      mark.item.sync === item.sync &&
      mark.mapping.reading === 'one' &&
      (mark.item.left.markOn === item.left.id || mark.item.right.markOn === item.right.id),
  );
}

/** Between the same two accounts only: one app may be synced with two others, each through another end. */
function isOtherEnd(a: PlacedMapping, b: PlacedMapping): boolean {
  const accounts = (side: 'left' | 'right', of: PlacedMapping): string => of.item.sync[side].account;
  return sides.every((side) => {
    const other = accounts('left', a) === accounts('left', b) ? side : otherSide(side);
    return (
      accounts(side, a) === accounts(other, b) &&
      (isInverse(a.item.sync[side], a.item[side], b.item.sync[other], b.item[other]) ||
        isInverse(b.item.sync[other], b.item[other], a.item.sync[side], a.item[side]))
    );
  });
}
