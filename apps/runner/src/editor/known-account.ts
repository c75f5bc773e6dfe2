import type { ObjectSchema, ObjectSummary } from '@linkwright/core';

/** What a connected account offers. */
export interface KnownAccount {
  readonly connection: string;
  readonly displayName: string;
  readonly objects: readonly ObjectSummary[];
  /** Does the account list all of its objects? */
  readonly complete: boolean;
  /** Of those objects that could be described. */
  readonly schemas: readonly ObjectSchema[];
}
