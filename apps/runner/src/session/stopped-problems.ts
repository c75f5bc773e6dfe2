import type { KeptStop, StoppedSync } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../configuration/problem.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { visible } from '../output/visible.ts';
import { connectionRefused } from './blame.ts';
import type { Session } from './open-session.ts';
import { secretPathOf } from './refusal.ts';

/** Says how it ends where some syncs are stopped. */
export const othersWent = 'the other syncs go on';

/** What keeps syncs from being run, once for each cause, at the line of the credentials that lack it. */
export function stoppedProblems(
  loaded: LoadedConfiguration,
  stopped: readonly (StoppedSync | KeptStop)[],
): readonly PlacedProblem[] {
  const causes = Map.groupBy(stopped.map(causeOf), ({ connection, message }) => JSON.stringify([connection, message]));
  return [...causes.values()].flatMap(([cause, ...others]) => {
    if (!cause) return [];
    const { connection, code, message, remedy } = cause;
    const names = [cause, ...others].map(({ name, association }) =>
      association === null ? visible(name) : `${visible(name)} (it maps ${visible(association)})`,
    );
    const path = connection === null ? ['syncs', cause.name] : secretPathOf(loaded, connection);
    const why = connection === null ? {} : { why: `The connection "${connection}" was opened with it.` };
    return [{ code, path, message: `${message.replace(/\.?$/, '.')} Stopped: ${names.join(', ')}.`, ...why, remedy }];
  });
}

function causeOf(stop: StoppedSync | KeptStop): KeptStop {
  if (!('error' in stop)) return stop;
  const { name, association, error } = stop;
  const { code, message, remedy } = error;
  return { name, association, connection: connectionRefused(error), code, message, remedy };
}

/** Throws what keeps the chosen syncs from being run where none of them is left. `only`: names; `undefined`: all. */
export function refuseIfNoneIsLeft(
  { compilation, loaded }: Pick<Session, 'compilation' | 'loaded'>,
  only: readonly string[] | undefined,
): void {
  const stopped = compilation.stopped.filter(({ name }) => only?.includes(name) ?? true);
  if (stopped.length === 0) return;
  const going = compilation.syncs.filter(
    ({ name, implied }) => !implied && (only?.includes(name) ?? true) && !stopped.some((one) => one.name === name),
  );
  if (going.length === 0) throw new ProblemsError(stoppedProblems(loaded, stopped), loaded);
}
