import { type AssociationFieldSchema, defineAssociation, type StandardAssociation } from '@linkwright/core';
import { markId } from './hubspot-association-fields.ts';
import {
  type AssociationType,
  childType,
  isPrimary,
  isSameType,
  parentType,
  typeKey,
} from './hubspot-association-types.ts';
import type { HubspotObject } from './hubspot-objects.ts';

/** A type of association between two objects, in one direction. */
export interface LabeledType extends AssociationType {
  /** `null`: the unlabeled type, which lets the two objects be associated at all. */
  readonly label: string | null;
}

/** What is known of the associations of a portal when an object is described. */
export interface AssociationKnowledge {
  /** Types from the described object to this one; empty where they cannot be associated, or the key may not see it. */
  typesTo(target: HubspotObject): readonly LabeledType[];
  /** The same mark seen from the target. `null`: not told. */
  inverseOf(target: HubspotObject, type: AssociationType): AssociationType | null;
  /** How many targets people of the portal allow, by `typeKey`. */
  readonly limits: ReadonlyMap<string, number>;
}

/** A change of an association does not reliably move a record's modified date, so the engine scans. */
const changeTouchesRecord = false;

/** Shared vocabulary, by object and target; of marks by object and name. */
const standards: Readonly<Record<string, StandardAssociation>> = {
  'contacts.companies': 'Person.affiliation',
  'contacts.primary_company': 'Person.worksFor',
  'contacts.deals': 'Person.deals',
  'contacts.tickets': 'Person.tickets',
  'companies.contacts': 'Organization.members',
  'companies.deals': 'Organization.deals',
  'companies.tickets': 'Organization.tickets',
  'companies.parent_company': 'Organization.parentOrganization',
  'companies.child_companies': 'Organization.subOrganization',
  'deals.companies': 'Deal.organizations',
  'deals.primary_company': 'Deal.customer',
  'deals.contacts': 'Deal.contacts',
  'deals.tickets': 'Deal.tickets',
  'tickets.companies': 'Ticket.organizations',
  'tickets.primary_company': 'Ticket.customer',
  'tickets.contacts': 'Ticket.contacts',
  'tickets.deals': 'Ticket.deals',
};

/**
 * Every association that the portal allows from this object: for each target the marks (primary, parent, children, labels)
 * and the set that they are marks on. Pure.
 */
export function describeAssociations(
  object: HubspotObject,
  targets: readonly HubspotObject[],
  knowledge: AssociationKnowledge,
): readonly AssociationFieldSchema[] {
  const names = new Set<string>();
  return targets.flatMap((target) => {
    const types = knowledge.typesTo(target);
    if (types.length === 0) return [];
    const unlabeled = types.find(({ label }) => label === null);
    const set = describeSet(object, target, unlabeled && knowledge.limits.get(typeKey(unlabeled)));
    const marks = types
      .filter(({ label }) => label !== null)
      .sort((a, b) => rankOf(a) - rankOf(b))
      .map((type) => describeMark(object, target, type, knowledge, names));
    // The primary stands before its set: it is what most people mean.
    return [
      ...marks.filter(({ cardinality }) => cardinality === 'one'),
      set,
      ...marks.filter(({ cardinality }) => cardinality === 'many'),
    ];
  });
}

function describeSet(
  object: HubspotObject,
  target: HubspotObject,
  mostTargets: number | undefined,
): AssociationFieldSchema {
  return defineAssociation({
    id: target.id,
    name: target.name,
    label: target.label,
    targets: [target.id],
    cardinality: 'many',
    mostTargets,
    standard: standards[`${object.id}.${target.id}`],
    inverse: { object: target.id, field: object.id },
    changeTouchesRecord,
  });
}

function describeMark(
  object: HubspotObject,
  target: HubspotObject,
  type: LabeledType,
  knowledge: AssociationKnowledge,
  names: Set<string>,
): AssociationFieldSchema {
  const special = specialName(type);
  const written = special?.name ?? `${target.name}/${type.label}`;
  // HubSpot and the portal may have a label of the same words.
  const name = names.has(written) ? `${written} (${typeKey(type)})` : written;
  names.add(name);
  const inverse = knowledge.inverseOf(target, type);
  const single = special?.single ?? false;
  // A limit that people set holds for what is associated from then on: records that had several before keep them.
  const most = knowledge.limits.get(typeKey(type));
  const limited = special === null && most === 1;
  return defineAssociation({
    id: markId(target.id, type),
    name,
    label: special?.label ?? `${target.label}: ${type.label}`,
    targets: [target.id],
    cardinality: single ? 'one' : 'many',
    mostTargets: special === null ? most : undefined,
    standard: standards[`${object.id}.${name}`],
    // A parent is no primary: the children of its set count as much.
    primary: single && !isPrimary(type) ? false : undefined,
    prefersOne: limited ? true : undefined,
    markOn: target.id,
    inverse: inverse === null ? undefined : { object: target.id, field: markId(object.id, inverse) },
    changeTouchesRecord,
  });
}

interface SpecialName {
  readonly name: string;
  readonly label: string;
  readonly single: boolean;
}

/** HubSpot's own marks that have a name of their own, whatever language their label is in. */
function specialName(type: AssociationType): SpecialName | null {
  if (isPrimary(type)) return { name: 'primary_company', label: 'Primary company', single: true };
  if (isSameType(type, parentType)) return { name: 'parent_company', label: 'Parent company', single: true };
  if (isSameType(type, childType)) return { name: 'child_companies', label: 'Child companies', single: false };
  return null;
}

/** The portal's labels keep their plain names where HubSpot has one of the same words. */
function rankOf(type: LabeledType): number {
  if (specialName(type) !== null) return 0;
  return type.associationCategory === 'HUBSPOT_DEFINED' ? 2 : 1;
}
