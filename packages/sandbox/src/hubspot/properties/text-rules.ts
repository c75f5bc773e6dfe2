import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { readEmail } from './property-values.ts';
import { keeping, type RuleKind, withNumber, withoutArguments } from './rule-kind.ts';

export const phoneRule = 'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE';

const lines = { types: ['string'], fieldTypes: ['text'] };
const texts = { types: ['string'], fieldTypes: ['text', 'textarea'] };
const written = { types: ['string'], fieldTypes: ['text', 'textarea', 'phonenumber'] };

const characters: ReadonlyMap<string, RegExp> = new Map([
  ['ALPHANUMERIC', /^[\p{L}\p{N}]*$/u],
  ['ALPHA_ONLY', /^\p{L}*$/u],
  ['NUMERIC_ONLY', /^\d*$/],
]);

const cases: ReadonlyMap<string, (value: string) => string> = new Map([
  ['UPPER', (value) => value.toUpperCase()],
  ['LOWER', (value) => value.toLowerCase()],
  [
    'CAPITALIZATION',
    (value) => value.replaceAll(/(^|\s)(\p{Ll})/gu, (_, blank: string, letter: string) => blank + letter.toUpperCase()),
  ],
]);

const trimmings: ReadonlyMap<string, (value: string) => string> = new Map([
  ['ALL', (value) => value.replaceAll(/\s/g, '')],
  ['TRIM', (value) => value.trim()],
]);

const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?';
const domainForm = new RegExp(`^(?:${label}\\.)+[\\p{L}\\p{N}-]{2,}$`, 'u');

export const textRules: Readonly<Record<string, RuleKind>> = {
  MIN_LENGTH: { ...written, read: withNumber(/^\d+$/, (value, least) => [...value].length >= least) },
  MAX_LENGTH: { ...written, read: withNumber(/^\d+$/, (value, most) => [...value].length <= most) },
  ALPHANUMERIC: {
    ...texts,
    read: ([which = '', ...more]) => {
      const allowed = more.length === 0 ? characters.get(which) : undefined;
      return allowed && keeping((value) => allowed.test(value));
    },
  },
  FORMAT: { ...texts, read: ([which = '', ...more], normalizes) => brought(cases.get(which), more, normalizes) },
  WHITESPACE: {
    ...lines,
    read: ([which = 'ALL', ...more], normalizes) => brought(trimmings.get(which), more, normalizes),
  },
  SPECIAL_CHARACTERS: {
    ...texts,
    read: ([which, ...more]) =>
      which === 'NOT_ALLOWED' && more.length === 0
        ? keeping((value) => /^[\p{L}\p{M}\p{N}\s]*$/u.test(value))
        : undefined,
  },
  REGEX: {
    ...texts,
    // The second argument is what people are told.
    read: ([text = '', , ...more]) => {
      const pattern = more.length === 0 ? patternOf(text) : undefined;
      return pattern && keeping((value) => pattern.test(value));
    },
  },
  EMAIL: { ...lines, read: withoutArguments((value) => readEmail(value) !== undefined) },
  EMAIL_ALLOWED_DOMAINS: { ...lines, read: amongDomains(emailDomain, isSame, true) },
  EMAIL_BLOCKED_DOMAINS: { ...lines, read: amongDomains(emailDomain, isSame, false) },
  DOMAIN: { ...lines, read: withoutArguments((value) => domainForm.test(value)) },
  URL: { ...lines, read: withoutArguments((value) => hostOf(value) !== undefined) },
  URL_ALLOWED_DOMAINS: { ...lines, read: amongDomains(hostOf, isWithin, true) },
  URL_BLOCKED_DOMAINS: { ...lines, read: amongDomains(hostOf, isWithin, false) },
  [phoneRule]: {
    types: ['string'],
    fieldTypes: ['phonenumber'],
    read: ([country, ...more]) => (more.length === 0 ? (value) => readPhone(value, country) : undefined),
  },
};

/** The value in the form of the rule, or only what has that form already. */
function brought(
  form: ((value: string) => string) | undefined,
  more: readonly string[],
  normalizes: boolean,
): ReturnType<RuleKind['read']> {
  if (form === undefined || more.length > 0) return undefined;
  return normalizes ? form : keeping((value) => form(value) === value);
}

/** Of the whole value. `undefined`: it is none. */
function patternOf(text: string): RegExp | undefined {
  try {
    return text === '' ? undefined : new RegExp(`^(?:${text})$`, 'u');
  } catch {
    return undefined;
  }
}

const mostDomains = 20;

/** A value without a domain is of no allowed one, and of no blocked one either. */
function amongDomains(
  domainOf: (value: string) => string | undefined,
  isOne: (domain: string, listed: string) => boolean,
  allowed: boolean,
): RuleKind['read'] {
  return (given) => {
    if (given.length === 0 || given.length > mostDomains || !given.every((one) => domainForm.test(one))) {
      return undefined;
    }
    const listed = given.map((one) => one.toLowerCase());
    return keeping((value) => {
      const domain = domainOf(value);
      return (domain !== undefined && listed.some((one) => isOne(domain, one))) === allowed;
    });
  };
}

function isSame(domain: string, listed: string): boolean {
  return domain === listed;
}

function isWithin(domain: string, listed: string): boolean {
  return domain === listed || domain.endsWith(`.${listed}`);
}

function emailDomain(value: string): string | undefined {
  return readEmail(value)?.split('@').at(-1);
}

/** Of an address of the web, which may lack its scheme. */
function hostOf(value: string): string | undefined {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `https://${value}`;
  if (/\s/.test(address) || !/^https?:/i.test(address)) return undefined;
  const host = URL.parse(address)?.hostname;
  return host !== undefined && domainForm.test(host) ? host : undefined;
}

/** In E.164, whatever signs it was written with. A number that does not begin with the code of its country is none. */
function readPhone(text: string, country: string | undefined): string | undefined {
  if (!/^\s*\+[\d\s().-]+$/.test(text)) return undefined;
  const number = parsePhoneNumberFromString(text);
  if (number?.isValid() !== true) return undefined;
  return country === undefined || number.country?.toLowerCase() === country.toLowerCase() ? number.number : undefined;
}
