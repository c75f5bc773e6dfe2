import type { CompiledEnd } from '../context/compiled-sync.ts';
import type { ReferenceField } from '../reference/reference-field.ts';
import type { ObjectNames, ResolvedSync } from './resolved-sync.ts';

/** What the association mappings are compiled against. */
export interface AssociationScope {
  /** The syncs that run, implied ones included. */
  readonly active: readonly ResolvedSync[];
  /** Also the disabled ones, so that a missing target sync can be told from one that is only switched off. */
  readonly all: readonly ResolvedSync[];
  readonly objectNames: ObjectNames;
  /** Target objects without a sync of their own, as far as they could be described. */
  readonly targets: readonly CompiledEnd[];
  readonly references: readonly ReferenceField[];
}
