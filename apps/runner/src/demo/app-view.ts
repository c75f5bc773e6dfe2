/**
 * What one app shows of companies, contacts and deals, in words that both share: targets are named as a person would
 * name them, never by an id. Two views of apps in step are equal.
 */
export interface AppView {
  readonly app: 'HubSpot' | 'Airtable';
  readonly companies: readonly CompanyView[];
  readonly contacts: readonly ContactView[];
  readonly deals: readonly DealView[];
}

export interface CompanyView {
  readonly id: string;
  /** The domain, or the name of a company without one. */
  readonly key: string;
  readonly fields: Readonly<Record<'name' | 'domain' | 'city' | 'phone', string>>;
  readonly parent: readonly string[];
}

export interface ContactView {
  readonly id: string;
  /** The e-mail address, or the name of a contact without one. */
  readonly key: string;
  readonly fields: Readonly<Record<'first name' | 'last name' | 'e-mail' | 'job title' | 'phone', string>>;
  /** Keys of companies, sorted: HubSpot's primary company, Airtable's Account. */
  readonly primary: readonly string[];
  readonly companies: readonly string[];
}

export interface DealView {
  readonly id: string;
  readonly key: string;
  readonly fields: Readonly<Record<'name' | 'amount' | 'stage' | 'close date', string>>;
  readonly company: readonly string[];
  readonly contacts: readonly string[];
}

export function companyKey(fields: CompanyView['fields']): string {
  return fields.domain === '' ? fields.name : fields.domain;
}

export function contactKey(fields: ContactView['fields']): string {
  return fields['e-mail'] === '' ? `${fields['first name']} ${fields['last name']}`.trim() : fields['e-mail'];
}

/** What a record with this id goes by; of one that is not known, the id. */
export const keyOf =
  <View>(fields: ReadonlyMap<string, View>, key: (fields: View) => string) =>
  (id: string): string => {
    const found = fields.get(id);
    return found === undefined ? id : key(found);
  };

/** `https://www.acme.example/` and `acme.example` are one domain. */
export function domainOf(address: string): string {
  return address
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .split('/', 1)
    .join('');
}

/** Chinese, Japanese and Korean names have the family name first. */
export function nameOf({ fields }: Pick<ContactView, 'fields'>): string {
  const names = [fields['first name'], fields['last name']];
  const isFamilyFirst = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}]/u.test(names.join(''));
  return (isFamilyFirst ? names.toReversed() : names).join(' ').trim();
}

export const companyNames = (view: AppView, keys: readonly string[]): string =>
  keys
    .map((key) => view.companies.find((company) => company.key === key)?.fields.name ?? key)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(', ');
