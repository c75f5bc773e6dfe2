import type { ConflictDescription } from '@linkwright/engine';
import { readRequester } from '../session/requester.ts';
import type { ConflictOfLog } from './documents/conflicts-document.ts';

/** An entry of the log of conflicts, with whoever decided it. */
export function conflictOfLog({ resolution, ...conflict }: ConflictDescription): ConflictOfLog {
  return { ...conflict, resolution: resolution && { ...resolution, by: readRequester(resolution.by) } };
}
