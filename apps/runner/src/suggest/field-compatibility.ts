import {
  type Direction,
  type FieldSchema,
  havePairedOptions,
  pairOptions,
  sideWithoutTimeZone,
  typeCompatibility,
} from '@linkwright/core';

export type FieldCompatibility =
  | {
      readonly compatible: true;
      readonly direction: Direction;
      /** One holds moments, the other days, and only the sync can say in which time zone. */
      readonly needsTimeZone: boolean;
    }
  | { readonly compatible: false; readonly reason: string };

/** In which directions can two fields be mapped as they are, by their types, options and whether they can be written? */
export function fieldCompatibility(left: FieldSchema, right: FieldSchema): FieldCompatibility {
  if (left.readOnly && right.readOnly) return { compatible: false, reason: 'both are read-only' };
  const toRight = typeCompatibility(left.type, right.type);
  const toLeft = typeCompatibility(right.type, left.type);
  let [goesRight, goesLeft] = [toRight.compatible && !right.readOnly, toLeft.compatible && !left.readOnly];
  if (havePairedOptions(left, right)) {
    const { toRight: pairs, ambiguousRight, ambiguousLeft } = pairOptions(left, right, {});
    if (pairs.size === 0) return { compatible: false, reason: 'none of their options are alike' };
    // Each answer of a yes or no is an option, whatever its type says.
    if (left.type === 'boolean' || right.type === 'boolean') [goesRight, goesLeft] = [!right.readOnly, !left.readOnly];
    // Where several options share one of the other side, the way back is not clear.
    if (ambiguousRight.length > 0) goesLeft = false;
    else if (ambiguousLeft.length > 0) goesRight = false;
  }
  const needsTimeZone = sideWithoutTimeZone(left, right) !== null;
  if (goesRight && goesLeft) return { compatible: true, direction: 'two-way', needsTimeZone };
  if (goesRight) return { compatible: true, direction: 'left-to-right', needsTimeZone };
  if (goesLeft) return { compatible: true, direction: 'right-to-left', needsTimeZone };
  const reasons = [toRight, toLeft].flatMap((one) => (one.compatible ? [] : [one.reason]));
  return { compatible: false, reason: reasons[0] ?? 'the one that could be written to is read-only' };
}
