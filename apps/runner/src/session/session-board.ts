import type { Session } from './open-session.ts';
import { createProgressBoard, type ProgressBoard } from './progress-board.ts';
import type { Work } from './work.ts';

/** The board of a cycle over a session's connections. While an app is waited for, its line is shown without an event. */
export function createSessionBoard(
  { tell, now }: Pick<Work, 'tell' | 'now'>,
  { connections, calls }: Session,
  mode: 'plan' | 'sync' | 'drift',
): ProgressBoard {
  const board = createProgressBoard({
    mode,
    now,
    waitingCalls: () => [...connections.keys()].reduce((sum, name) => sum + calls.meterOf(name).waiting(), 0),
    waits: calls.waits.line,
  });
  calls.waits.listen(() => tell({ kind: 'progress', line: board.line() }));
  return board;
}
