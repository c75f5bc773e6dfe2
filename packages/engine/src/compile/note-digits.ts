import type { Direction, FieldSchema } from '@linkwright/core';
import type { CompilationNote } from './compilation.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** Numbers that lose digits where they go: which ones, and where. Both sides stay in step; nobody is asked for anything. */
export function noteDigits(
  sync: ResolvedSync,
  left: FieldSchema,
  right: FieldSchema,
  direction: Direction,
): readonly CompilationNote[] {
  const ways = [
    { from: left, to: right, end: sync.right, taken: direction !== 'right-to-left' },
    { from: right, to: left, end: sync.left, taken: direction !== 'left-to-right' },
  ];
  return ways.flatMap(({ from, to, end, taken }) => {
    if (!taken || from.type !== 'decimal' || to.type !== 'decimal') return [];
    const kept = [
      ...(keepsLess(from.precision, to.precision) ? [`${to.precision} decimal places`] : []),
      ...(keepsLess(from.digits, to.digits) ? [`${to.digits} digits`] : []),
    ];
    if (kept.length === 0) return [];
    const text = `${left.name} ↔ ${right.name}: ${end.displayName} keeps ${kept.join(' and ')} in "${to.name}"; what has more is rounded there.`;
    return [{ sync: sync.name, text, forCheck: true }];
  });
}

const keepsLess = (from: FieldSchema['precision'], to: FieldSchema['precision']): boolean =>
  typeof to === 'number' && (typeof from !== 'number' || from > to);
