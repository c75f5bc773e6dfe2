import type { KintoneDomain } from '../kintone-domain.ts';
import { dayOf, minuteOf } from '../kintone-times.ts';
import type { CellValue, Entity } from '../records/record-state.ts';
import type { FieldDefinition } from './field-definition.ts';
import { emptyValue } from './field-values.ts';

/** What a new record, or a new row, holds where the request says nothing. */
export function defaultValueOf(domain: KintoneDomain, caller: Entity, field: FieldDefinition): CellValue {
  const { defaultValue, defaultNowValue } = field.settings;
  if (defaultNowValue === true) {
    const minute = minuteOf(domain.now());
    if (field.type === 'DATE') return dayOf(domain.now());
    return field.type === 'TIME' ? minute.slice(11, 16) : minute;
  }
  if (defaultValue === undefined || defaultValue === '') return emptyValue(field.type);
  if (typeof defaultValue === 'string') return defaultValue;
  const codes = defaultValue.map((one) => (typeof one === 'string' ? one : one.code));
  switch (field.type) {
    case 'CHECK_BOX':
    case 'MULTI_SELECT':
      return { choices: codes.filter((code) => field.optionKeys.has(code)) };
    case 'USER_SELECT':
      return { entities: entitiesOf(domain.users, codes, caller) };
    case 'ORGANIZATION_SELECT':
      return { entities: entitiesOf(domain.organizations, codes, caller) };
    case 'GROUP_SELECT':
      return { entities: entitiesOf(domain.groups, codes, caller) };
    default:
      return emptyValue(field.type);
  }
}

function entitiesOf(known: ReadonlyMap<string, Entity>, codes: readonly string[], caller: Entity): readonly Entity[] {
  return codes.flatMap((code) => (code === 'LOGINUSER()' ? [caller] : (known.get(code) ?? [])));
}
