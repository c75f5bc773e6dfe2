import type { AssociationFieldSchema } from '../contract/object-schema.ts';

/** An active object sync that pairs targets, seen from the two association fields. */
export interface PairedTargets {
  /** Id of the object on the chosen field's side. */
  readonly chosen: string;
  /** Id of the object on the candidate's side. */
  readonly candidate: string;
  /** Name of the object sync. */
  readonly via: string;
}

export type AssociationCompatibility =
  | {
      readonly compatible: true;
      /** Names of the object syncs through which targets are found. */
      readonly via: readonly string[];
      /** `one`: the many side is read as a value and written as that one value. */
      readonly reading: 'many' | 'one';
      /** Lower is offered first. */
      readonly rank: number;
    }
  | { readonly compatible: false; readonly reason: string; readonly hint?: string };

/** The name of an object on the chosen field's side or on the candidate's. */
export type ObjectNames = (object: string, side: 'chosen' | 'candidate') => string;

const itself: ObjectNames = (object) => object;

export interface NarrowedAssociation {
  readonly candidate: AssociationFieldSchema;
  readonly compatibility: AssociationCompatibility;
}

/**
 * May the candidate be mapped to the association field that was chosen first, on the other app? The one place that
 * decides it. `candidates` are all association fields of the candidate's object: a primary among them keeps its set
 * from a field that holds one target.
 */
export function associationCompatibility(request: {
  readonly chosen: AssociationFieldSchema;
  readonly candidate: AssociationFieldSchema;
  readonly candidates: readonly AssociationFieldSchema[];
  readonly pairedTargets: readonly PairedTargets[];
  /** What a person calls an object; for reasons. Absent: its id. */
  readonly nameOf?: ObjectNames;
}): AssociationCompatibility {
  const { chosen, candidate, candidates, pairedTargets, nameOf = itself } = request;
  const via = syncsBetween(chosen, candidate, pairedTargets);
  if (via.length === 0) return withoutSync(chosen, candidate, pairedTargets, nameOf);
  if (chosen.readOnly && candidate.readOnly) {
    return { compatible: false, reason: `neither "${chosen.name}" nor "${candidate.name}" can be written` };
  }
  const primary = chosen.cardinality === 'one' ? primaryOf(candidate, candidates) : undefined;
  if (primary !== undefined) {
    return {
      compatible: false,
      reason: `"${chosen.name}" holds one target and "${candidate.name}" several`,
      hint: `Map "${primary.name}" instead: it is the one of "${candidate.name}" that counts as primary.`,
    };
  }
  const reading = chosen.cardinality === 'many' && candidate.cardinality === 'many' ? 'many' : 'one';
  return { compatible: true, via, reading, rank: rankOf(chosen, candidate) };
}

/** All candidates, the best first, those that are out last with the reason. */
export function narrowAssociations(
  chosen: AssociationFieldSchema,
  candidates: readonly AssociationFieldSchema[],
  pairedTargets: readonly PairedTargets[],
  nameOf: ObjectNames = itself,
): readonly NarrowedAssociation[] {
  const position = ({ compatibility }: NarrowedAssociation) =>
    compatibility.compatible ? compatibility.rank : Number.POSITIVE_INFINITY;
  return candidates
    .map((candidate) => ({
      candidate,
      compatibility: associationCompatibility({ chosen, candidate, candidates, pairedTargets, nameOf }),
    }))
    .sort((a, b) => (position(a) === position(b) ? 0 : position(a) - position(b)));
}

function syncsBetween(
  chosen: AssociationFieldSchema,
  candidate: AssociationFieldSchema,
  pairedTargets: readonly PairedTargets[],
): readonly string[] {
  const names = pairedTargets
    .filter((pair) => chosen.targets.includes(pair.chosen) && candidate.targets.includes(pair.candidate))
    .map(({ via }) => via);
  return [...new Set(names)];
}

function withoutSync(
  chosen: AssociationFieldSchema,
  candidate: AssociationFieldSchema,
  pairedTargets: readonly PairedTargets[],
  nameOf: ObjectNames,
): AssociationCompatibility {
  const partners = pairedTargets.filter((pair) => chosen.targets.includes(pair.chosen));
  const chosenTargets = chosen.targets.map((target) => nameOf(target, 'chosen')).join(', ');
  const candidateTargets = candidate.targets.map((target) => nameOf(target, 'candidate')).join(', ');
  if (partners.length === 0) {
    return {
      compatible: false,
      reason: `no active object sync pairs ${chosenTargets}, which "${chosen.name}" points at`,
      hint: `Add an object sync between ${chosenTargets} and ${candidateTargets}, or enable the one that is there.`,
    };
  }
  const synced = [...new Set(partners.map((pair) => nameOf(pair.candidate, 'candidate')))].join(', ');
  return {
    compatible: false,
    reason: `"${candidate.name}" points at ${candidateTargets}, but ${chosenTargets} is synced with ${synced}`,
  };
}

/** The mark of the same targets that holds the one target which counts most: HubSpot's primary company. */
function primaryOf(
  set: AssociationFieldSchema,
  candidates: readonly AssociationFieldSchema[],
): AssociationFieldSchema | undefined {
  if (set.cardinality === 'one') return undefined;
  return candidates.find(
    (mark) =>
      mark.markOn === set.id &&
      mark.cardinality === 'one' &&
      mark.primary !== false &&
      sameTargets(mark.targets, set.targets),
  );
}

function sameTargets(a: readonly string[], b: readonly string[]): boolean {
  return a.every((target) => b.includes(target)) && b.every((target) => a.includes(target));
}

/** The fitting cardinality first, then writable before read-only, then a set before the labels on it. */
function rankOf(chosen: AssociationFieldSchema, candidate: AssociationFieldSchema): number {
  const preferred = chosen.prefersOne === true ? 'one' : chosen.cardinality;
  const isLabel = candidate.markOn !== undefined && candidate.cardinality === 'many';
  return (candidate.cardinality === preferred ? 0 : 4) + (candidate.readOnly ? 2 : 0) + (isLabel ? 1 : 0);
}
