import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContact, createHubspotWorld, type HubspotWorld, refusalOf, startTime } from './hubspot-world.ts';

let world: HubspotWorld;
beforeAll(async () => {
  world = await createHubspotWorld();
});
afterAll(() => world.close());

type Kind = 'text' | 'textarea' | 'number' | 'date' | 'datetime' | 'phonenumber';
const types: Readonly<Record<Kind, readonly [type: string, fieldType: string]>> = {
  text: ['string', 'text'],
  textarea: ['string', 'textarea'],
  phonenumber: ['string', 'phonenumber'],
  number: ['number', 'number'],
  date: ['date', 'date'],
  datetime: ['datetime', 'date'],
};

let made = 0;

async function makeProperty(kind: Kind): Promise<string> {
  made += 1;
  const name = `ruled_${made}`;
  const [type, fieldType] = types[kind];
  const property = { name, label: name, type, fieldType, groupName: 'contactinformation' };
  expect((await world.call('POST', '/crm/v3/properties/contacts', property)).status).toBe(201);
  return name;
}

const setRule = (property: string, rule: string, ruleArguments: readonly string[], more: object = {}) =>
  world.call('PUT', `/crm/v3/property-validations/0-1/${property}/rule-type/${rule}`, { ruleArguments, ...more });

/** What is stored, or the code of the refusal. */
async function written(id: string, property: string, value: string): Promise<string> {
  const update = world.client.crm.contacts.basicApi.update(id, { properties: { [property]: value } });
  const stored = await update.then(
    ({ properties }) => properties[property] ?? '',
    () => null,
  );
  if (stored !== null) return stored;
  const { body } = await refusalOf(
    world.client.crm.contacts.basicApi.update(id, { properties: { [property]: value } }),
  );
  return body.errors?.[0]?.code ?? '';
}

const midnight = (day: string): string => String(Date.parse(day));

// The clock stands at 2026-02-03T04:05:06.789Z, a Tuesday, and the account's zone is Berlin's.
const rules: readonly (readonly [
  kind: Kind,
  rule: string,
  given: readonly string[],
  keeps: readonly string[],
  breaks: readonly string[],
])[] = [
  ['text', 'MIN_LENGTH', ['3'], ['abc', '日本語'], ['ab']],
  ['phonenumber', 'MAX_LENGTH', ['3'], ['123'], ['1234']],
  ['number', 'MIN_NUMBER', ['-10.5'], ['-10.5', '0'], ['-10.51']],
  ['number', 'MAX_NUMBER', ['99.99'], ['99.99'], ['100']],
  ['number', 'DECIMAL', ['2'], ['1', '1.25', '1.250'], ['1.255']],
  ['number', 'DECIMAL', ['0'], ['1', '-7'], ['1.5']],
  ['textarea', 'ALPHANUMERIC', ['ALPHANUMERIC'], ['Zürich8'], ['Zürich 8']],
  ['text', 'ALPHANUMERIC', ['NUMERIC_ONLY'], ['080'], ['80a']],
  ['text', 'FORMAT', ['UPPER'], ['ÄB 1'], ['Äb']],
  ['text', 'FORMAT', ['LOWER'], ['äb'], ['Äb']],
  ['text', 'FORMAT', ['CAPITALIZATION'], ['Ada King', '3 Åsa'], ['ada King', 'Ada king']],
  ['textarea', 'SPECIAL_CHARACTERS', ['NOT_ALLOWED'], ['Zoë 2\nB'], ['50 %', 'a_b', '$5']],
  ['text', 'WHITESPACE', [], ['ab'], ['a b', ' ab']],
  ['text', 'WHITESPACE', ['ALL'], ['ab'], ['a\tb']],
  ['text', 'WHITESPACE', ['TRIM'], ['a b'], [' ab', 'ab ']],
  ['text', 'REGEX', ['^[A-Z]+$', 'Must be uppercase'], ['ABC'], ['ABc']],
  ['text', 'REGEX', ['[A-Z]{2}\\d'], ['AB1'], ['xAB1']],
  ['text', 'EMAIL', [], ['ada@acme.example'], ['ada@acme', 'ada']],
  ['text', 'EMAIL_ALLOWED_DOMAINS', ['acme.example', 'b.example'], ['ada@ACME.example'], ['ada@c.example', 'ada']],
  ['text', 'EMAIL_BLOCKED_DOMAINS', ['acme.example'], ['ada@b.example', 'ada'], ['ada@acme.example']],
  ['text', 'DOMAIN', [], ['acme.example', 'a.b-c.example'], ['acme', 'https://acme.example', 'acme.example/x']],
  ['text', 'URL', [], ['https://acme.example/a?b', 'acme.example'], ['acme', 'ftp://acme.example', 'a b.example']],
  ['text', 'URL_ALLOWED_DOMAINS', ['acme.example'], ['https://www.acme.example/a'], ['https://notacme.example']],
  ['text', 'URL_BLOCKED_DOMAINS', ['acme.example'], ['https://b.example'], ['http://acme.example/x']],
  ['date', 'START_DATE', [midnight('2026-03-01')], ['2026-03-01', '2026-03-02'], ['2026-02-28']],
  ['date', 'END_DATE', [midnight('2026-03-01')], ['2026-03-01', '2026-02-28'], ['2026-03-02']],
  ['date', 'AFTER_DURATION', ['P7D'], ['2026-02-10', '2027-01-01'], ['2026-02-09', '2026-02-03']],
  ['date', 'BEFORE_DURATION', ['P1Y'], ['2025-02-03', '1970-01-01'], ['2025-02-04', '2026-02-03']],
  ['date', 'DAYS_OF_WEEK', ['MONDAY', 'FRIDAY'], ['2026-02-02', '2026-02-06'], ['2026-02-03']],
  ['datetime', 'START_DATETIME', [String(startTime)], ['2026-02-03T04:05:06.789Z'], ['2026-02-03T04:05:06.788Z']],
  ['datetime', 'END_DATETIME', [String(startTime)], ['2026-02-03T04:05:06.789Z'], ['2026-02-03T04:05:06.790Z']],
  ['datetime', 'AFTER_DATETIME_DURATION', ['PT12H'], ['2026-02-03T16:05:06.789Z'], ['2026-02-03T16:05:06.788Z']],
  // The end of February is a month before the end of March.
  ['datetime', 'BEFORE_DATETIME_DURATION', ['P1M'], ['2026-01-03T04:05:06.789Z'], ['2026-01-03T04:05:06.790Z']],
  // Late on a Monday in UTC it is Tuesday in Berlin.
  ['datetime', 'DAYS_OF_WEEK', ['TUESDAY'], ['2026-02-02T23:30:00Z'], ['2026-02-03T23:30:00Z']],
];

describe('rules of single properties, by HubSpot’s guide', () => {
  it.each(rules)('a %s with %s %j holds %j and refuses %j', async (kind, rule, given, keeps, breaks) => {
    const property = await makeProperty(kind);
    const id = await createContact(world.client, { email: `${property}@acme.example` });
    expect((await setRule(property, rule, given)).status).toBe(204);
    for (const value of keeps) expect(await written(id, property, value)).toBe(value);
    const [last = ''] = keeps.slice(-1);
    for (const value of breaks) expect(await written(id, property, value)).toBe(`INVALID_${rule}`);
    const { properties } = await world.client.crm.contacts.basicApi.getById(id, [property]);
    expect(properties[property]).toBe(last);
    expect(await written(id, property, '')).toBe('');
  });

  it('count durations by the day of the account’s zone', async () => {
    const property = await makeProperty('date');
    const id = await createContact(world.client, { email: `${property}@acme.example` });
    await setRule(property, 'AFTER_DURATION', ['P1D']);
    world.clock.time = Date.parse('2026-02-03T23:30:00Z');
    expect(await written(id, property, '2026-02-04')).toBe('INVALID_AFTER_DURATION');
    expect(await written(id, property, '2026-02-05')).toBe('2026-02-05');
    world.clock.time = startTime;
  });

  it('bring values into their form where they are set to normalize, before any other rule looks at them', async () => {
    const property = await makeProperty('text');
    const id = await createContact(world.client, { email: `${property}@acme.example` });
    await setRule(property, 'MAX_LENGTH', ['3']);
    await setRule(property, 'WHITESPACE', ['ALL'], { shouldApplyNormalization: true });
    await setRule(property, 'FORMAT', ['UPPER'], { shouldApplyNormalization: true });
    expect(await written(id, property, ' a b c ')).toBe('ABC');
    expect(await written(id, property, 'a b c d')).toBe('INVALID_MAX_LENGTH');
  });

  it.each([
    ['text', 'DECIMAL', ['2']],
    ['number', 'DECIMAL', ['21']],
    ['number', 'DECIMAL', []],
    ['textarea', 'WHITESPACE', []],
    ['text', 'WHITESPACE', ['NONE']],
    ['text', 'REGEX', ['(']],
    ['text', 'EMAIL', ['acme.example']],
    ['text', 'URL_ALLOWED_DOMAINS', []],
    ['date', 'START_DATE', ['2026-03-01']],
    ['date', 'AFTER_DURATION', ['7 days']],
    ['date', 'AFTER_DATETIME_DURATION', ['P7D']],
    ['date', 'DAYS_OF_WEEK', ['MON']],
    ['text', 'ANYTHING', []],
  ] as const)('a %s takes no rule %s %j', async (kind, rule, given) => {
    const property = await makeProperty(kind);
    expect(await setRule(property, rule, given)).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
  });
});
