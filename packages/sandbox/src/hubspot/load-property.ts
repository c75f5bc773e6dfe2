import type { FieldCopy } from '../copy/account-copy.ts';
import type { ObjectSpace } from './portal.ts';
import { optionsFrom, type PropertyDefinition, type ValidationRule } from './properties/property-definition.ts';

/** HubSpot's type and form field by canonical type. */
const kinds: ReadonlyMap<string, readonly [type: string, fieldType: string]> = new Map([
  ['multiline', ['string', 'textarea']],
  ['email', ['string', 'text']],
  ['url', ['string', 'text']],
  ['phone', ['string', 'phonenumber']],
  ['integer', ['number', 'number']],
  ['decimal', ['number', 'number']],
  ['boolean', ['bool', 'booleancheckbox']],
  ['date', ['date', 'date']],
  ['datetime', ['datetime', 'date']],
  ['json', ['json', 'text']],
  ['user', ['enumeration', 'select']],
  ['option', ['enumeration', 'select']],
  ['options', ['enumeration', 'checkbox']],
]);

/** Texts of these names are known to hold something else, unless their form field says otherwise. */
const meaningful = ['email', 'work_email', 'domain', 'website'];

/** A property as another portal has it. `true`: the sandbox knew it already, and what HubSpot does with it. */
export function loadProperty(space: ObjectSpace, field: FieldCopy): boolean {
  const { definitions } = space.properties;
  const known = definitions.get(field.id);
  const [type, fieldType] = kinds.get(field.type) ?? ['string', meaningful.includes(field.id) ? 'file' : 'text'];
  const isBoolean = field.type === 'boolean';
  const options = isBoolean
    ? [['true', 'Yes'] as const, ['false', 'No'] as const]
    : (field.options ?? []).map(({ value, label }) => [value, label] as const);
  const isSame = known !== undefined && known.type === type && known.readOnlyValue === field.readOnly;
  if (isSame && sameForm(known, fieldType, field.type)) {
    known.label = field.label;
    known.validationRules = rulesOf(field);
    if (!known.externalOptions) known.options = optionsFrom(options);
    return true;
  }
  definitions.set(field.id, {
    name: field.id,
    label: field.label,
    type,
    fieldType,
    description: '',
    groupName: known?.groupName ?? [...space.properties.groups.keys()][0] ?? '',
    options: optionsFrom(options),
    displayOrder: -1,
    hidden: false,
    formField: !field.readOnly,
    // A contact's e-mail is unique although its property does not say so.
    hasUniqueValue: field.unique && !(space.type.id === '0-1' && field.id === 'email'),
    hubspotDefined: known?.hubspotDefined ?? false,
    calculated: false,
    readOnlyValue: field.readOnly,
    validationRules: rulesOf(field),
    externalOptions: field.type === 'user',
    referencedObjectType: field.type === 'user' ? 'OWNER' : undefined,
    createdAt: 0,
    updatedAt: 0,
    archivedAt: undefined,
  });
  return false;
}

/** What people of the portal allow. */
function rulesOf({ limits = {} }: FieldCopy): readonly ValidationRule[] {
  const { others = [] } = limits;
  const rules = [
    ['MIN_LENGTH', limits.shortest],
    ['MAX_LENGTH', limits.longest],
    ['MIN_NUMBER', limits.lowest],
    ['MAX_NUMBER', limits.highest],
  ] as const;
  const bounds = rules.flatMap(([ruleType, bound]) =>
    bound === undefined ? [] : [{ ruleType, ruleArguments: [String(bound)] }],
  );
  // What the sandbox does not know refuses nothing.
  return [
    ...bounds,
    ...others.map(({ name, arguments: ruleArguments, normalizes = false }) => ({
      ruleType: name,
      ruleArguments,
      shouldApplyNormalization: normalizes,
    })),
  ];
}

/** Choices are chosen by whatever form; of texts the form tells what they hold. */
function sameForm(known: PropertyDefinition, fieldType: string, type: string): boolean {
  if (type === 'option') return known.fieldType !== 'checkbox' && known.fieldType !== 'booleancheckbox';
  if (type === 'text') return !['textarea', 'html', 'phonenumber'].includes(known.fieldType);
  if (type === 'multiline') return ['textarea', 'html'].includes(known.fieldType);
  return known.fieldType === fieldType || !['string', 'enumeration'].includes(known.type);
}
