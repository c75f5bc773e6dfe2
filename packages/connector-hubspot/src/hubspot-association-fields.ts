import type { AssociationFieldSchema } from '@linkwright/core';
import { ContractError } from '@linkwright/core';

/** Key of an association type. The number alone means another thing in another category. */
export interface AssociationType {
  readonly associationCategory: string;
  readonly associationTypeId: number;
}

/** An association field as HubSpot knows it. */
export interface AssociationField {
  readonly schema: AssociationFieldSchema;
  /** The object that the association points at. */
  readonly target: string;
  /** Absent for a set, which is every association of the pair of objects, whatever its types. */
  readonly mark?: AssociationType;
  /** Does HubSpot itself take the mark from the former target when it is given to another one? */
  readonly exclusive?: boolean;
}

const hubspotDefined = (associationTypeId: number): AssociationType => ({
  associationCategory: 'HUBSPOT_DEFINED',
  associationTypeId,
});

/** The type without a label: it stands beside every label, and archiving it ends the whole association. */
const unlabeledTypes: Readonly<Record<string, number>> = {
  'contacts>companies': 279,
  'companies>contacts': 280,
  'contacts>deals': 4,
  'deals>contacts': 3,
  'companies>deals': 342,
  'deals>companies': 341,
  'companies>companies': 450,
};

/** Parent → child and child → parent: the one mark whose other direction an object has with itself. */
const mirrored = new Map([
  [13, 14],
  [14, 13],
]);

/** The type that the same mark of a pair has when it is seen from the other record; `null`: it has none of its own. */
export function mirrorOf({ associationCategory, associationTypeId }: AssociationType): AssociationType | null {
  const mirror = mirrored.get(associationTypeId);
  return mirror === undefined || associationCategory !== 'HUBSPOT_DEFINED' ? null : hubspotDefined(mirror);
}

/** A change of an association does not reliably move a record's modified date, so the engine scans. */
const changeTouchesRecord = false;

function set(
  target: string,
  label: string,
  inverse: { readonly object: string; readonly field: string },
  standard: string,
): AssociationField {
  return {
    target,
    schema: {
      id: target,
      name: target,
      label,
      targets: [target],
      cardinality: 'many',
      readOnly: false,
      standard,
      inverse,
      changeTouchesRecord,
    },
  };
}

function mark(field: {
  readonly name: string;
  readonly label: string;
  readonly target: string;
  readonly type: AssociationType;
  readonly standard: string;
  readonly markOn?: string;
  readonly exclusive: boolean;
}): AssociationField {
  const { type, target } = field;
  return {
    target,
    mark: type,
    exclusive: field.exclusive,
    schema: {
      id: `${target}#${type.associationCategory}:${type.associationTypeId}`,
      name: field.name,
      label: field.label,
      targets: [target],
      cardinality: 'one',
      readOnly: false,
      standard: field.standard,
      changeTouchesRecord,
      ...(field.markOn === undefined ? {} : { markOn: field.markOn }),
    },
  };
}

const primaryCompany = (typeId: number, standard: string) =>
  mark({
    name: 'primary_company',
    label: 'Primary company',
    target: 'companies',
    type: hubspotDefined(typeId),
    standard,
    markOn: 'companies',
    exclusive: true,
  });

const fieldsByObject: Readonly<Record<string, readonly AssociationField[]>> = {
  contacts: [
    primaryCompany(1, 'Person.worksFor'),
    set('companies', 'Companies', { object: 'companies', field: 'contacts' }, 'Person.affiliation'),
    set('deals', 'Deals', { object: 'deals', field: 'contacts' }, 'Person.deals'),
  ],
  companies: [
    mark({
      name: 'parent_company',
      label: 'Parent company',
      target: 'companies',
      type: hubspotDefined(14),
      standard: 'Organization.parentOrganization',
      exclusive: false,
    }),
    set('contacts', 'Contacts', { object: 'contacts', field: 'companies' }, 'Organization.members'),
    set('deals', 'Deals', { object: 'deals', field: 'companies' }, 'Organization.deals'),
  ],
  deals: [
    primaryCompany(5, 'Deal.customer'),
    set('companies', 'Companies', { object: 'companies', field: 'deals' }, 'Deal.organizations'),
    set('contacts', 'Contacts', { object: 'contacts', field: 'deals' }, 'Deal.contacts'),
  ],
};

export function associationFieldsOf(object: string): readonly AssociationField[] {
  return fieldsByObject[object] ?? [];
}

/** Throws a `ContractError` for an id that `describeObjects` did not name. */
export function associationFieldOf(object: string, id: string): AssociationField {
  const field = associationFieldsOf(object).find((candidate) => candidate.schema.id === id);
  if (field === undefined) {
    throw new ContractError(`HubSpot ${object} have no association field "${id}".`, { code: 'unknown-association' });
  }
  return field;
}

export function unlabeledType(from: string, to: string): AssociationType {
  const typeId = unlabeledTypes[`${from}>${to}`];
  if (typeId === undefined) {
    throw new ContractError(`HubSpot has no association from ${from} to ${to}.`, { code: 'unknown-association' });
  }
  return hubspotDefined(typeId);
}

export function isSameType(a: AssociationType, b: AssociationType): boolean {
  return a.associationCategory === b.associationCategory && a.associationTypeId === b.associationTypeId;
}
