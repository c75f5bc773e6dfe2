import type { AssociationFieldSchema, Associations, AssociationTarget } from '@linkwright/core';

/** A single company: `employer_id`. */
export const employer: AssociationFieldSchema = {
  id: 'employer_id',
  name: 'employer',
  label: 'Employer',
  targets: ['companies'],
  cardinality: 'one',
  readOnly: false,
  standard: 'Person.worksFor',
  changeTouchesRecord: true,
};

/** Several companies: `affiliation_ids`. */
export const affiliations: AssociationFieldSchema = {
  id: 'affiliation_ids',
  name: 'affiliations',
  label: 'Affiliations',
  targets: ['companies'],
  cardinality: 'many',
  readOnly: false,
  standard: 'Person.affiliation',
  changeTouchesRecord: true,
};

/** Targets of the named association fields, from a record as the app writes it. */
export function decodeAssociations(item: Readonly<Record<string, unknown>>, named: readonly string[]): Associations {
  return Object.fromEntries(
    named.map((id) => [id, [item[id] ?? []].flat().map((target): AssociationTarget => ({ id: String(target) }))]),
  );
}

/** The app replaces the whole set, so it is sent what the set shall be afterwards. */
export function encodeTargets(association: AssociationFieldSchema, targets: readonly AssociationTarget[]): unknown {
  const ids = targets.flatMap((target) => ('id' in target ? [target.id] : []));
  return association.cardinality === 'many' ? ids : (ids[0] ?? null);
}
