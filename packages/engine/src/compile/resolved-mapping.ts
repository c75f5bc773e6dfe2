import type { AssociationFieldSchema, AssociationMapping } from '@linkwright/core';
import type { CompiledAssociationMapping } from '../context/compiled-sync.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** An association mapping with its fields and the object sync of its targets; `sync` is the one it is written in. */
export interface ResolvedMapping {
  readonly sync: ResolvedSync;
  readonly mapping: AssociationMapping;
  /** Taken from the defaults: nobody wrote it, so what keeps it from being placed is no mistake. */
  readonly assumed: boolean;
  readonly left: AssociationFieldSchema;
  readonly right: AssociationFieldSchema;
  readonly path: readonly (string | number)[];
}

/** A mapping with everything that it needs to be carried out. */
export interface PlacedMapping {
  readonly item: ResolvedMapping;
  readonly mapping: CompiledAssociationMapping;
}
