import type { ObjectSync } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';

export interface ResolvedSync {
  readonly name: string;
  readonly settings: ObjectSync;
  readonly left: CompiledEnd;
  readonly right: CompiledEnd;
  /** Derived for the targets of an association. Absent: it stands in the file. */
  readonly implied?: true;
}

/** Names of all objects that the apps list, by connection and object id: also of objects that no sync uses. */
export type ObjectNames = ReadonlyMap<string, string>;

export const objectKey = (connection: string, object: string): string => JSON.stringify([connection, object]);
