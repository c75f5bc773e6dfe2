import {
  type AssociationFieldSchema,
  type NarrowedAssociation,
  narrowAssociations,
  type ObjectNames,
  type ObjectSchema,
  type PairedTargets,
} from '@linkwright/core';

/** One end of an object sync: which account, which object of it. */
export interface SyncEnd {
  /** `hubspot:123456` */
  readonly account: string;
  readonly object: Pick<ObjectSchema, 'id'>;
}

/** An active object sync as far as the targets of associations are concerned. */
export interface ActivePair {
  readonly name: string;
  readonly left: SyncEnd;
  readonly right: SyncEnd;
}

/** The pairs of targets that active syncs make, seen from the two ends of a sync, whichever way each is written. */
export function pairedTargets(
  syncs: readonly ActivePair[],
  chosen: Pick<SyncEnd, 'account'>,
  candidate: Pick<SyncEnd, 'account'>,
): readonly PairedTargets[] {
  return syncs.flatMap(({ name, left, right }) =>
    [[left, right] as const, [right, left] as const].flatMap(([a, b]) =>
      a.account === chosen.account && b.account === candidate.account
        ? [{ chosen: a.object.id, candidate: b.object.id, via: name }]
        : [],
    ),
  );
}

/** Which association fields of one end fit the field that was chosen on the other, the best first, and why not. */
export function narrowForSync(request: {
  /** The association field that was chosen first, and the end that it belongs to. */
  readonly chosen: AssociationFieldSchema;
  readonly from: SyncEnd;
  readonly candidates: SyncEnd & { readonly object: ObjectSchema };
  readonly syncs: readonly ActivePair[];
  readonly nameOf: ObjectNames;
}): readonly NarrowedAssociation[] {
  const { chosen, from, candidates, syncs, nameOf } = request;
  return narrowAssociations(chosen, candidates.object.associations, pairedTargets(syncs, from, candidates), nameOf);
}
