import type { FormState } from '../apps/form-state.ts';
import type { AppState, KintoneDomain } from '../kintone-domain.ts';
import { appNotFound, invalidInput, KintoneFailure } from '../kintone-errors.ts';
import type { KintoneCall } from '../kintone-router.ts';
import { type FieldDefinition, isUnique } from './field-definition.ts';
import type { FieldType } from './field-types.ts';

/** What each type can take over from another one; equal types always can. */
const takenOver: Partial<Readonly<Record<FieldType, readonly FieldType[]>>> = {
  SINGLE_LINE_TEXT: ['RECORD_NUMBER', 'NUMBER', 'CALC', 'LINK', 'DROP_DOWN', 'RADIO_BUTTON'],
  NUMBER: ['RECORD_NUMBER', 'CALC'],
  DROP_DOWN: ['RADIO_BUTTON'],
  RADIO_BUTTON: ['DROP_DOWN'],
  CHECK_BOX: ['MULTI_SELECT'],
  MULTI_SELECT: ['CHECK_BOX'],
  DATETIME: ['CREATED_TIME', 'UPDATED_TIME'],
  USER_SELECT: ['CREATOR', 'MODIFIER'],
};

/** Whether a lookup or a list of related records fits the apps that it names. `siblings` are what it can fill or compare. */
export function checkAssociations(
  call: KintoneCall,
  app: AppState,
  siblings: ReadonlyMap<string, FieldDefinition>,
  field: FieldDefinition,
  place: string,
): void {
  if (field.settings.lookup !== undefined) checkLookup(call.domain, app, siblings, field, place);
  const reference = field.settings.referenceTable;
  if (reference === undefined) return;
  const related = relatedForm(call.domain, app, reference.relatedApp.app);
  const { condition, displayFields } = reference;
  if (!siblings.has(condition.field)) throw unknownField(`${place}.referenceTable.condition.field`, condition.field);
  const shown = [condition.relatedField, ...displayFields];
  for (const code of shown) {
    if (!related.fields.has(code)) throw unknownField(`${place}.referenceTable.condition.relatedField`, code);
  }
}

function checkLookup(
  domain: KintoneDomain,
  app: AppState,
  siblings: ReadonlyMap<string, FieldDefinition>,
  field: FieldDefinition,
  place: string,
): void {
  const { lookup } = field.settings;
  if (lookup === undefined) return;
  const related = relatedForm(domain, app, lookup.relatedApp.app);
  const key = related.fields.get(lookup.relatedKeyField);
  if (key === undefined) throw unknownField(`${place}.lookup.relatedKeyField`, lookup.relatedKeyField);
  const filled = new Set<string>();
  for (const [index, mapping] of lookup.fieldMappings.entries()) {
    const at = `${place}.lookup.fieldMappings[${index}]`;
    const target = siblings.get(mapping.field);
    const source = related.fields.get(mapping.relatedField);
    if (target === undefined || target === field) throw unknownField(`${at}.field`, mapping.field);
    if (source === undefined) throw unknownField(`${at}.relatedField`, mapping.relatedField);
    if (filled.has(mapping.field))
      throw invalidInput({ [`${at}.field`]: [`The field "${mapping.field}" is specified twice.`] });
    filled.add(mapping.field);
    if (source.type !== target.type && takenOver[target.type]?.includes(source.type) !== true) {
      throw invalidInput({ [`${at}.field`]: [`A field of type ${target.type} cannot be filled from ${source.type}.`] });
    }
  }
}

/** A key that others may repeat cannot be looked up. Kintone says so when the form is deployed, and when a record is written. */
export function checkLookupKeys(domain: KintoneDomain, form: FormState): void {
  for (const { settings, fields } of form.fields.values()) {
    for (const lookup of [settings.lookup, ...[...fields.values()].map((cell) => cell.settings.lookup)]) {
      if (lookup === undefined) continue;
      const key = domain.apps.get(lookup.relatedApp.app)?.live?.fields.get(lookup.relatedKeyField);
      if (key !== undefined && !canBeLookedUp(key)) throw keyNotUnique(key.code);
    }
  }
}

export function canBeLookedUp(key: FieldDefinition): boolean {
  return key.type === 'RECORD_NUMBER' || isUnique(key);
}

export function keyNotUnique(code: string): KintoneFailure {
  const message = `The field (code: ${code}) that is specified as the key of a lookup does not prohibit duplicate values.`;
  return new KintoneFailure(400, 'GAIA_LO03', message);
}

/** Whether a lookup or a list of related records, of this app or another, needs the field. */
export function fieldInUse(
  domain: KintoneDomain,
  app: AppState,
  remaining: ReadonlyMap<string, FieldDefinition>,
  code: string,
): boolean {
  const usedHere = [...remaining.values()].some(
    ({ settings }) =>
      settings.referenceTable?.condition.field === code ||
      settings.lookup?.fieldMappings.some((mapping) => mapping.field === code) === true,
  );
  if (usedHere) return true;
  return [...domain.apps.values()].some((other) =>
    [...other.preview.fields.values()].some(
      ({ settings: { lookup, referenceTable } }) =>
        (lookup?.relatedApp.app === app.id && lookup.relatedKeyField === code) ||
        (referenceTable?.relatedApp.app === app.id && referenceTable.condition.relatedField === code),
    ),
  );
}

/** An app may look up itself, even before its first deployment. */
function relatedForm(domain: KintoneDomain, app: AppState, relatedAppId: string): FormState {
  const related = domain.apps.get(relatedAppId);
  if (related === app) return app.preview;
  if (related?.live === undefined) throw appNotFound(relatedAppId);
  return related.live;
}

function unknownField(place: string, code: string): KintoneFailure {
  return invalidInput({ [place]: [`The field code "${code}" is not found.`] });
}
