import { isoTime } from '../hubspot-times.ts';

export interface PropertyOption {
  readonly label: string;
  readonly value: string;
  readonly displayOrder: number;
  readonly hidden: boolean;
  readonly description: string;
}

/** As HubSpot tells it. */
export interface ValidationRule {
  readonly ruleType: string;
  readonly ruleArguments: readonly string[];
  /** Of rules for a form: values are brought into it instead of being refused. */
  readonly shouldApplyNormalization?: boolean;
}

export interface PropertyDefinition {
  readonly name: string;
  label: string;
  type: string;
  fieldType: string;
  description: string;
  groupName: string;
  options: readonly PropertyOption[];
  displayOrder: number;
  hidden: boolean;
  formField: boolean;
  readonly hasUniqueValue: boolean;
  readonly hubspotDefined: boolean;
  /** Derived by HubSpot; never writable. */
  readonly calculated: boolean;
  readonly readOnlyValue: boolean;
  /** The options are kept by another API: owners, pipelines. */
  readonly externalOptions: boolean;
  readonly referencedObjectType: string | undefined;
  /** What people of the portal have set. Absent: nothing. */
  validationRules?: readonly ValidationRule[];
  readonly createdAt: number;
  updatedAt: number;
  archivedAt: number | undefined;
}

export interface BuiltInOptions {
  readonly options?: readonly PropertyOption[];
  readonly description?: string;
  readonly hidden?: boolean;
  readonly readOnly?: boolean;
  readonly calculated?: boolean;
  readonly externalOptions?: boolean;
  readonly referencedObjectType?: string;
}

/** A property that HubSpot itself defines, under this group. */
export type BuiltIn = (
  name: string,
  label: string,
  type: string,
  fieldType: string,
  more?: BuiltInOptions,
) => PropertyDefinition;

export function builtInsOf(groupName: string): BuiltIn {
  return (name, label, type, fieldType, more = {}) => ({
    name,
    label,
    type,
    fieldType,
    description: more.description ?? '',
    groupName,
    options: more.options ?? (type === 'bool' ? booleanOptions : []),
    displayOrder: -1,
    hidden: more.hidden ?? false,
    formField: more.readOnly !== true && more.calculated !== true && more.hidden !== true,
    hasUniqueValue: false,
    hubspotDefined: true,
    calculated: more.calculated ?? false,
    readOnlyValue: more.readOnly === true || more.calculated === true,
    externalOptions: more.externalOptions ?? false,
    referencedObjectType: more.referencedObjectType,
    createdAt: 0,
    updatedAt: 0,
    archivedAt: undefined,
  });
}

/** Options in this order, from `[value, label]`; a lone text is both. */
export function optionsFrom(entries: readonly (string | readonly [string, string])[]): readonly PropertyOption[] {
  return entries.map((entry, displayOrder) => {
    const [value, label] = typeof entry === 'string' ? [entry, entry] : entry;
    return { label, value, displayOrder, hidden: false, description: '' };
  });
}

const booleanOptions = optionsFrom([
  ['true', 'Yes'],
  ['false', 'No'],
]);

/** As the Properties API shows it. */
export function propertyBody(definition: PropertyDefinition): object {
  const { hubspotDefined, archivedAt, referencedObjectType, readOnlyValue } = definition;
  return {
    name: definition.name,
    label: definition.label,
    type: definition.type,
    fieldType: definition.fieldType,
    description: definition.description,
    groupName: definition.groupName,
    options: definition.options,
    displayOrder: definition.displayOrder,
    calculated: definition.calculated,
    externalOptions: definition.externalOptions,
    ...(referencedObjectType === undefined ? {} : { referencedObjectType }),
    hasUniqueValue: definition.hasUniqueValue,
    hidden: definition.hidden,
    // Absent on custom properties; `archived` in turn is absent on the built-in ones.
    ...(hubspotDefined ? { hubspotDefined: true } : { archived: archivedAt !== undefined }),
    ...(archivedAt === undefined ? {} : { archivedAt: isoTime(archivedAt) }),
    formField: definition.formField,
    dataSensitivity: 'non_sensitive',
    createdAt: isoTime(definition.createdAt),
    updatedAt: isoTime(definition.updatedAt),
    modificationMetadata: {
      archivable: !hubspotDefined,
      readOnlyDefinition: hubspotDefined,
      readOnlyValue,
      ...(definition.type === 'enumeration' ? { readOnlyOptions: hubspotDefined } : {}),
    },
  };
}
