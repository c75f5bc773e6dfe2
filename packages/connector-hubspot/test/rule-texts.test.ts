import { expect, it } from 'vitest';
import { tellRule } from '../src/hubspot-rule-texts.ts';

const millennium = String(Date.parse('2000-01-01'));

it.each([
  ['ALPHANUMERIC', ['NUMERIC_ONLY'], 'digits only'],
  ['FORMAT', ['CAPITALIZATION'], 'only words that begin with a capital letter'],
  ['SPECIAL_CHARACTERS', ['NOT_ALLOWED'], 'no special characters'],
  ['WHITESPACE', [], 'no blanks'],
  ['WHITESPACE', ['TRIM'], 'no blanks at either end'],
  ['REGEX', ['^[A-Z]+$', 'Must be uppercase'], 'only what fits ^[A-Z]+$ (Must be uppercase)'],
  ['DECIMAL', ['1'], 'at most 1 decimal place'],
  ['DECIMAL', ['2'], 'at most 2 decimal places'],
  ['START_DATE', [millennium], 'no day before 2000-01-01'],
  ['END_DATETIME', [millennium], 'no moment after 2000-01-01T00:00:00.000Z'],
  ['START_DATE', ['soon'], undefined],
  ['AFTER_DURATION', ['P7D'], 'only days that lie at least 7 days ahead'],
  ['BEFORE_DATETIME_DURATION', ['P1Y2MT1M'], 'only moments at least 1 year 2 months 1 minute ago'],
  ['AFTER_DURATION', ['P7'], undefined],
  ['DAYS_OF_WEEK', ['MONDAY', 'FRIDAY', 'SUNDAY'], 'only days that are Monday, Friday or Sunday'],
  ['EMAIL_BLOCKED_DOMAINS', ['a.example'], 'no e-mail addresses at a.example'],
  ['SOMETHING_ELSE', ['x'], undefined],
])('%s %j: %s', (type, given, told) => {
  expect(tellRule(type, given)).toBe(told);
});
