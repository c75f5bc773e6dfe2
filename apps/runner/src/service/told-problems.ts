import { isErrorOfKind, isLinkwrightError } from '@linkwright/core';
import { ProblemsError } from '../configuration/problems-error.ts';
import type { ScheduleBook } from '../schedule/schedule-book.ts';
import { connectionRefused } from '../session/blame.ts';
import type { Workspace } from '../session/work.ts';

/** An error as sentences with what to do, without secrets. */
export function toldProblems(error: unknown, { redact }: Pick<Workspace, 'redact'>): readonly string[] {
  if (error instanceof ProblemsError) {
    return error.problems.map(({ message, remedy }) => redact(`${message} ${remedy}`));
  }
  const remedy =
    isLinkwrightError(error) && 'remedy' in error && typeof error.remedy === 'string' ? ` ${error.remedy}` : '';
  return [redact(`${error instanceof Error ? error.message : String(error)}${remedy}`)];
}

/** Connections whose credentials their app has refused. */
export function refusalsIn(
  error: unknown,
  { redact, now }: Pick<Workspace, 'redact' | 'now'>,
): ScheduleBook['refusals'] {
  const at = now();
  if (isErrorOfKind(error, 'authentication')) {
    const connection = connectionRefused(error);
    const { code, message, remedy } = error;
    return connection === null ? {} : { [connection]: { at, code, message: redact(message), remedy } };
  }
  if (!(error instanceof ProblemsError)) return {};
  return Object.fromEntries(
    error.problems.flatMap(({ path: [part, connection], code, message, remedy, passes }) =>
      part === 'connections' && typeof connection === 'string' && passes === undefined
        ? [[connection, { at, code, message: redact(message), remedy }]]
        : [],
    ),
  );
}
