import { ConfigurationError } from '@linkwright/core';
import type { WorkerRole } from './crew.ts';
import type { ServedWorkspace } from './served-workspace.ts';

/** Two files of one service would work on one state. */
export const sameState = ({ file }: ServedWorkspace): ConfigurationError =>
  new ConfigurationError(`The state is that of ${file}.`, {
    code: 'state-served',
    remedy: 'Add ?schema=NAME to the address of the state of one of them.',
  });

/** A state in a file is one process's own. */
export const notShared = (role: WorkerRole): ConfigurationError =>
  new ConfigurationError(`A service with --role ${role} shares its work, and this state lies in a file.`, {
    code: 'role-needs-database',
    remedy: 'Name a PostgreSQL database with state: in the file or with LINKWRIGHT_STATE, or leave --role out.',
  });

/** Somebody replaces the state, or repairs it. */
export const locked = ({ name }: ServedWorkspace): ConfigurationError =>
  new ConfigurationError(`Somebody keeps services away from the state of "${name}".`, {
    code: 'state-served',
    remedy: 'It is served once that has ended.',
  });
