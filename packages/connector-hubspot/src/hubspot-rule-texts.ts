type Tell = (first: string, all: readonly string[]) => string | undefined;

/** What a rule of HubSpot's guide to property validations allows; each is told after "takes". */
const texts: ReadonlyMap<string, Tell> = new Map<string, Tell>([
  ['ALPHANUMERIC', (which) => characters.get(which)],
  ['FORMAT', (which) => cases.get(which)],
  ['SPECIAL_CHARACTERS', () => 'no special characters'],
  ['WHITESPACE', (which) => (which === 'TRIM' ? 'no blanks at either end' : 'no blanks')],
  ['REGEX', (pattern, [, told]) => `only what fits ${pattern}${told ? ` (${told})` : ''}`],
  ['DECIMAL', (places) => `at most ${places} decimal ${places === '1' ? 'place' : 'places'}`],
  ['START_DATE', (time) => dayOf(time, (day) => `no day before ${day}`)],
  ['END_DATE', (time) => dayOf(time, (day) => `no day after ${day}`)],
  ['START_DATETIME', (time) => momentOf(time, (moment) => `no moment before ${moment}`)],
  ['END_DATETIME', (time) => momentOf(time, (moment) => `no moment after ${moment}`)],
  ['AFTER_DURATION', (period) => lengthOf(period, (length) => `only days that lie at least ${length} ahead`)],
  ['BEFORE_DURATION', (period) => lengthOf(period, (length) => `only days that are at least ${length} ago`)],
  ['AFTER_DATETIME_DURATION', (period) => lengthOf(period, (length) => `only moments at least ${length} ahead`)],
  ['BEFORE_DATETIME_DURATION', (period) => lengthOf(period, (length) => `only moments at least ${length} ago`)],
  ['DAYS_OF_WEEK', (_, days) => `only days that are ${listed(days.map(titled))}`],
  ['EMAIL', () => 'only e-mail addresses'],
  ['URL', () => 'only addresses of web pages'],
  ['DOMAIN', () => 'only domains'],
  ['EMAIL_ALLOWED_DOMAINS', (_, domains) => `only e-mail addresses at ${listed(domains)}`],
  ['EMAIL_BLOCKED_DOMAINS', (_, domains) => `no e-mail addresses at ${listed(domains)}`],
  ['URL_ALLOWED_DOMAINS', (_, domains) => `only web pages of ${listed(domains)}`],
  ['URL_BLOCKED_DOMAINS', (_, domains) => `no web pages of ${listed(domains)}`],
]);

/** Pure. `undefined`: nothing better is known than how HubSpot spells it. */
export const tellRule = (type: string, ruleArguments: readonly string[]): string | undefined =>
  texts.get(type)?.(ruleArguments[0] ?? '', ruleArguments);

const characters: ReadonlyMap<string, string> = new Map([
  ['ALPHANUMERIC', 'letters and digits only'],
  ['ALPHA_ONLY', 'letters only'],
  ['NUMERIC_ONLY', 'digits only'],
]);

const cases: ReadonlyMap<string, string> = new Map([
  ['UPPER', 'text in capital letters only'],
  ['LOWER', 'text in small letters only'],
  ['CAPITALIZATION', 'only words that begin with a capital letter'],
]);

const timeOf = (text: string): string | undefined => {
  const time = /^-?\d+$/.test(text) ? new Date(Number(text)) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
};

function momentOf(text: string, tell: (moment: string) => string): string | undefined {
  const time = timeOf(text);
  return time && tell(time);
}

function dayOf(text: string, tell: (day: string) => string): string | undefined {
  const time = timeOf(text);
  return time && tell(time.slice(0, 10));
}

const periodForm = /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

const units = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];

/** `P1Y2M` is "1 year 2 months". */
function lengthOf(period: string, tell: (length: string) => string): string | undefined {
  const counts: readonly (string | undefined)[] | undefined = periodForm.exec(period)?.slice(1);
  return counts && tell(units.flatMap((unit, index) => counted(counts[index], unit)).join(' '));
}

const counted = (count: string | undefined, unit: string): readonly string[] =>
  count === undefined ? [] : [`${count} ${unit}${count === '1' ? '' : 's'}`];

const titled = (day: string): string => `${day.slice(0, 1)}${day.slice(1).toLowerCase()}`;

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
