import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { ErrorDetail } from '../hubspot-errors.ts';
import type { PropertyDefinition, ValidationRule } from './property-definition.ts';

const phoneRule = 'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE';

/** Of lengths and ranges: does the value keep the rule? */
const bounds: ReadonlyMap<string, (value: string, bound: number) => boolean> = new Map([
  ['MIN_LENGTH', (value, bound) => [...value].length >= bound],
  ['MAX_LENGTH', (value, bound) => [...value].length <= bound],
  ['MIN_NUMBER', (value, bound) => Number(value) >= bound],
  ['MAX_NUMBER', (value, bound) => Number(value) <= bound],
]);

/** May the property have such a rule? The sandbox keeps these and no other. */
export function takesRule(
  { type, fieldType }: PropertyDefinition,
  { ruleType, ruleArguments }: ValidationRule,
): boolean {
  if (ruleType === phoneRule) return fieldType === 'phonenumber';
  const [bound = ''] = ruleArguments;
  if (!bounds.has(ruleType) || !/^-?\d+(\.\d+)?$/.test(bound)) return false;
  return ruleType.endsWith('_NUMBER') ? type === 'number' : type === 'string';
}

/** The value as HubSpot stores it under the rules of its property, or why it is refused. */
export function readUnderRules(
  { name, validationRules = [] }: PropertyDefinition,
  value: string,
): string | ErrorDetail {
  if (value === '') return value;
  const broken = validationRules.find(({ ruleType, ruleArguments: [bound = ''] }) => {
    return bounds.get(ruleType)?.(value, Number(bound)) === false;
  });
  if (broken !== undefined) {
    return {
      message: `${value} breaks the rule ${broken.ruleType} ${broken.ruleArguments[0]} of ${name}`,
      code: `INVALID_${broken.ruleType}`,
      context: { propertyName: [name] },
    };
  }
  const rule = validationRules.find(({ ruleType }) => ruleType === phoneRule);
  if (rule === undefined) return value;
  return (
    readPhone(value, rule) ?? {
      message: `${value} is not a valid phone number`,
      code: 'INVALID_PHONE_NUMBER',
      context: { propertyName: [name] },
    }
  );
}

/** In E.164, whatever signs it was written with. A number that does not begin with the code of its country is none. */
function readPhone(text: string, { ruleArguments: [country] }: ValidationRule): string | undefined {
  if (!/^\s*\+[\d\s().-]+$/.test(text)) return undefined;
  const number = parsePhoneNumberFromString(text);
  if (number?.isValid() !== true) return undefined;
  return country === undefined || number.country?.toLowerCase() === country.toLowerCase() ? number.number : undefined;
}
