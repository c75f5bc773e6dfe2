import type { ConflictOfLog } from '../operations/documents/conflicts-document.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { reasonTexts } from './tell-reason.ts';
import type { TimeOf } from './tell-time.ts';
import { tellValue } from './tell-value.ts';

type ConflictSide = ConflictOfLog['left'];

/** Both values of a conflict, what stood there before, when, who won, and what somebody chose. */
export function conflictLines(
  conflict: ConflictOfLog,
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
    ...choiceLines(conflict, timeOf),
    `    ${tellBase(conflict)}${conflict.sync}, run ${conflict.run}, ${timeOf(conflict.at)}`,
  ];
}

function sideLine({ connection, id, value, modifiedAt }: ConflictSide, isWinner: boolean, timeOf: TimeOf): string {
  const mark = isWinner ? '✓' : ' ';
  const edited = modifiedAt === null ? '' : `, edited ${timeOf(Date.parse(modifiedAt))}`;
  return `  ${mark} ${visible(`${connection} ${id}`)}  ${tellValue(value)}${edited}`;
}

/** A value that is neither of the two is shown in full; of one of them it is enough to say who chose it, when and in which run. */
function choiceLines({ resolution, winner }: ConflictOfLog, timeOf: TimeOf): readonly string[] {
  if (resolution === null) return [];
  const { left, right, run, at } = resolution;
  const chosen = [...new Set([tellValue(left), tellValue(right)])].join(' | ');
  return [
    ...(winner === null ? [`  ✓ chosen  ${chosen}`] : []),
    `    decided by ${visible(tellRequester(resolution.by))}, ${timeOf(at)}, run ${run}`,
  ];
}

function tellRequester(requester: NonNullable<ConflictOfLog['resolution']>['by']): string {
  const name = requester?.by ?? 'somebody';
  return requester?.via === 'api' ? `${name} through the API` : name;
}

function tellOutcome({ left, right, winner, reason, state }: ConflictOfLog): string {
  if (state === 'waiting') return `waits for a decision: ${reasonTexts[reason]}`;
  if (state === 'settled') return 'settled by an edit';
  const won = winner === null ? null : winner === 'left' ? left.connection : right.connection;
  const how = state === 'resolved' ? 'somebody decided' : reasonTexts[reason];
  return won === null ? how : visible(`${won} won: ${how}`);
}

function tellBase({ left, right }: ConflictOfLog): string {
  if (left.base === undefined || right.base === undefined) return '';
  const before = [...new Set([tellValue(left.base), tellValue(right.base)])].join(' | ');
  return `before: ${before}; `;
}
