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

const characters: ReadonlyMap<string, RegExp> = new Map([
  ['ALPHANUMERIC', /^[\p{L}\p{N}]*$/u],
  ['ALPHA_ONLY', /^\p{L}*$/u],
  ['NUMERIC_ONLY', /^\d*$/],
]);

const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

interface WordedRule {
  readonly type: string;
  takes(ruleArguments: readonly string[]): boolean;
  keeps(value: string, ruleArguments: readonly string[]): boolean;
}

/** Rules whose arguments are words, patterns or days. A date is kept as `YYYY-MM-DD`, so that days are compared as texts. */
const worded: ReadonlyMap<string, WordedRule> = new Map<string, WordedRule>([
  [
    'ALPHANUMERIC',
    {
      type: 'string',
      takes: ([which = '']) => characters.has(which),
      keeps: (value, [which = '']) => characters.get(which)?.test(value) ?? true,
    },
  ],
  [
    'REGEX',
    {
      type: 'string',
      takes: ([pattern = '']) => patternOf(pattern) !== undefined,
      keeps: (value, [pattern = '']) => patternOf(pattern)?.test(value) ?? true,
    },
  ],
  [
    'DAYS_OF_WEEK',
    {
      type: 'date',
      takes: (wanted) => wanted.length > 0 && wanted.every((day) => days.includes(day)),
      keeps: (value, wanted) => wanted.includes(days[new Date(`${value}T00:00:00Z`).getUTCDay()] ?? ''),
    },
  ],
  ['START_DATE', { type: 'date', takes: ([day = '']) => isDay(day), keeps: (value, [day = '']) => value >= day }],
  ['END_DATE', { type: 'date', takes: ([day = '']) => isDay(day), keeps: (value, [day = '']) => value <= day }],
]);

/** Of the whole value. `undefined`: it is none. */
function patternOf(text: string): RegExp | undefined {
  try {
    return text === '' ? undefined : new RegExp(`^(?:${text})$`, 'u');
  } catch {
    return undefined;
  }
}

/** May the property have such a rule? The sandbox keeps these and no other. */
export function takesRule(
  { type, fieldType }: PropertyDefinition,
  { ruleType, ruleArguments }: ValidationRule,
): boolean {
  if (ruleType === phoneRule) return fieldType === 'phonenumber';
  const wordedRule = worded.get(ruleType);
  if (wordedRule !== undefined) return type === wordedRule.type && wordedRule.takes(ruleArguments);
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
  const broken = validationRules.find(({ ruleType, ruleArguments }) => {
    const [bound = ''] = ruleArguments;
    return (
      bounds.get(ruleType)?.(value, Number(bound)) === false ||
      worded.get(ruleType)?.keeps(value, ruleArguments) === false
    );
  });
  if (broken !== undefined) {
    const isAlpha = broken.ruleArguments[0] === 'ALPHA_ONLY';
    return {
      message: `${value} breaks the rule ${broken.ruleType} ${broken.ruleArguments.join(', ')} of ${name}`,
      code: isAlpha ? 'INVALID_ALPHA' : `INVALID_${broken.ruleType}`,
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
