import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { ErrorDetail } from '../hubspot-errors.ts';
import type { PropertyDefinition, ValidationRule } from './property-definition.ts';

/** Of telephone numbers; the only rule that the sandbox keeps. */
export const phoneRule = 'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE';

/** The value as HubSpot stores it under the rules of its property, or why it is refused. */
export function readUnderRules(
  { name, validationRules = [] }: PropertyDefinition,
  value: string,
): string | ErrorDetail {
  const rule = validationRules.find(({ ruleType }) => ruleType === phoneRule);
  if (rule === undefined || value === '') return value;
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
