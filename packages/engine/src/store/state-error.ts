import { ConfigurationError, ContractError, type LinkwrightError, RetryableError } from '@linkwright/core';

/** Primary result codes of SQLite; extended ones carry them in their low byte. */
const codes = { busy: 5, locked: 6, readOnly: 8, io: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

/**
 * What SQLite could not do, in one line that says what to do about it. Everything else is handed back as it is.
 *
 * The transaction that met it is taken back as a whole, so neither a checkpoint nor half an answer is kept.
 */
export function stateError(error: unknown): unknown {
  const code = resultCode(error);
  switch (code) {
    case codes.busy:
    case codes.locked:
      return stateBusy(error);
    case codes.full:
      return new RetryableError('The disk is full, so the state cannot be written.', {
        code: 'state-disk-full',
        cause: error,
        remedy: 'Free some space and run the same command again; what was done is kept.',
      });
    case codes.io:
      return diskFailed(error);
    case codes.readOnly:
    case codes.cannotOpen:
      return new ConfigurationError('The state cannot be opened for writing.', {
        code: 'state-unwritable',
        cause: error,
        remedy: 'Check who owns the folder .linkwright beside the configuration, and what they may do there.',
      });
    case codes.corrupt:
    case codes.notADatabase:
      return damagedState('the database is malformed', error);
    default:
      return error;
  }
}

export const diskFailed = (cause: unknown): RetryableError =>
  new RetryableError('The state cannot be read or written: the disk reports an error.', {
    code: 'state-unreadable',
    cause,
    remedy: 'Check the disk and its free space, and run the same command again; what was done is kept.',
  });

/** `what`: one clause. Everything is linked again by its match keys where the state is given up. */
export function damagedState(what: string, cause?: unknown): LinkwrightError {
  return new ContractError(`The state is damaged: ${what}.`, {
    code: 'state-damaged',
    cause,
    remedy:
      'Restore a backup of the state folder, or move it away: records are then linked again by their match keys, and nothing is removed.',
  });
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

export const stateBusy = (cause: unknown): RetryableError =>
  new RetryableError('The state is locked by another program.', {
    code: 'state-busy',
    cause,
    remedy: 'Close what has opened the state file (another tool, a backup), and run the same command again.',
  });
