import { ContractError, isConnectorError, isErrorOfKind } from '@linkwright/core';
import { Overdue } from './bounded-call.ts';
import type { ConnectorWork } from './connector-scope.ts';

/**
 * Code of the error of an unknown outcome whose answer broke the contract, or never came. The engine ends the run with it:
 * a second try could only do the same again.
 */
export const brokenWrite = 'broken-write';

/** What a call threw, as an error of the contract: an error of this package as it is, anything else with its place. */
export function thrownBy(error: unknown, work: ConnectorWork): Error {
  if (error instanceof Overdue) {
    const { name, ms } = error.deadline;
    return new ContractError(`${placeOf(work)} has given no answer for ${timeOf(ms)}.`, {
      code: 'no-answer',
      remedy:
        `What was done is kept; the same command goes on from there. If its app is that slow, raise deadlines.${name} of ` +
        'the connection; otherwise report it to the authors of the connector.',
    });
  }
  if (error instanceof Error && isConnectorError(error)) return error;
  return new ContractError(`${placeOf(work)} threw ${described(error)}.`, { code: 'foreign-error', cause: error });
}

/** An answer that broke the contract, with its place. */
export function brokenAnswer(error: unknown, work: ConnectorWork): Error {
  if (!isErrorOfKind(error, 'contract')) return thrownBy(error, work);
  return new ContractError(`${placeOf(work)} broke its contract. ${error.message}`, { code: error.code, cause: error });
}

/** The same as the error of a write's outcome. */
export const brokenWriteError = (error: Error): ContractError =>
  new ContractError(
    `${error.message} What became of that write is not known, so it is looked for in the next run and not repeated in this one.`,
    { code: brokenWrite, cause: error },
  );

export const isBrokenWrite = (error: unknown): boolean =>
  isErrorOfKind(error, 'contract') && error.code === brokenWrite;

function timeOf(ms: number): string {
  const isMinutes = ms >= 60_000 && ms % 60_000 === 0;
  const count = isMinutes ? ms / 60_000 : Math.ceil(ms / 1000);
  return `${count} ${isMinutes ? 'minute' : 'second'}${count === 1 ? '' : 's'}`;
}

const placeOf = ({ connector, what }: ConnectorWork): string => `${connector}, ${what},`;

function described(error: unknown): string {
  if (!(error instanceof Error)) return `what is no error: ${firstLine(String(error))}`;
  return `${error.name}: ${firstLine(error.message)}`;
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 300);
