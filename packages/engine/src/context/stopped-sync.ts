import type { AuthenticationError } from '@linkwright/core';

/** An object sync that is left alone because an app does not let it have what it needs. The others go on. */
export interface StoppedSync {
  readonly name: string;
  readonly error: AuthenticationError;
  /** Its association whose targets are refused, as the file has it. `null`: one of its own objects is. */
  readonly association: string | null;
}
