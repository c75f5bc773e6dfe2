import type { ConflictDescription, ConflictSide } from '@linkwright/engine';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { reasonTexts } from './tell-reason.ts';
import type { TimeOf } from './tell-time.ts';
import { tellValue } from './tell-value.ts';

/** Both values of a conflict, what stood there before, when, and who won. */
export function conflictLines(
  conflict: ConflictDescription,
  { output, timeOf }: { readonly output: Output; readonly timeOf: TimeOf },
): readonly string[] {
  const { left, right, winner } = conflict;
  const field = left.field === right.field ? left.field : `${left.field} ↔ ${right.field}`;
  const label = visible(left.label);
  const head = `${output.style('bold', `#${conflict.id}`)}  ${label}   ${visible(field)}   ${tellOutcome(conflict)}`;
  return [
    head,
    sideLine(left, winner === 'left', timeOf),
    sideLine(right, winner === 'right', timeOf),
    `    ${tellBase(conflict)}${conflict.sync}, run ${conflict.run}, ${timeOf(conflict.at)}`,
  ];
}

function sideLine({ connection, id, value, modifiedAt }: ConflictSide, isWinner: boolean, timeOf: TimeOf): string {
  const mark = isWinner ? '✓' : ' ';
  const edited = modifiedAt === null ? '' : `, edited ${timeOf(Date.parse(modifiedAt))}`;
  return `  ${mark} ${visible(`${connection} ${id}`)}  ${tellValue(value)}${edited}`;
}

function tellOutcome({ left, right, winner, reason, state }: ConflictDescription): string {
  if (state === 'waiting') return `waits for a decision: ${reasonTexts[reason]}`;
  if (state === 'settled') return 'settled by an edit';
  const won = winner === null ? null : winner === 'left' ? left.connection : right.connection;
  const how = state === 'resolved' ? 'somebody decided' : reasonTexts[reason];
  return won === null ? how : visible(`${won} won: ${how}`);
}

function tellBase({ left, right }: ConflictDescription): string {
  if (left.base === undefined || right.base === undefined) return '';
  const before = [...new Set([tellValue(left.base), tellValue(right.base)])].join(' | ');
  return `before: ${before}; `;
}
