/**
 * What people call the things of the shared vocabulary in apps whose fields they name themselves. Compared without case,
 * blanks and punctuation, so `First name` is `firstname`.
 */
const fieldNames: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'emailaddress', 'mail', 'mailaddress', 'workemail'],
  givenName: ['firstname', 'givenname', 'forename'],
  familyName: ['lastname', 'surname', 'familyname'],
  name: ['name', 'title', 'companyname', 'accountname', 'organizationname', 'dealname'],
  telephone: ['phone', 'phonenumber', 'telephone', 'tel', 'telephonenumber'],
  faxNumber: ['fax', 'faxnumber'],
  jobTitle: ['jobtitle', 'position', 'role', 'jobrole'],
  url: ['domain', 'website', 'websiteurl', 'web', 'url', 'homepage', 'companydomainname', 'webaddress'],
  streetAddress: ['address', 'street', 'streetaddress'],
  addressLocality: ['city', 'town'],
  addressRegion: ['state', 'region', 'stateregion', 'province'],
  postalCode: ['zip', 'zipcode', 'postalcode', 'postcode'],
  addressCountry: ['country', 'countryregion'],
  description: ['description', 'about'],
  numberOfEmployees: ['numberofemployees', 'employees', 'headcount'],
  stage: ['stage', 'dealstage', 'status'],
  amount: ['amount', 'value', 'dealvalue'],
  closeDate: ['closedate', 'closingdate', 'closeson'],
};

const objectNames: Readonly<Record<string, readonly string[]>> = {
  Person: ['contacts', 'contact', 'people', 'person', 'persons', 'individuals'],
  Organization: ['companies', 'company', 'accounts', 'account', 'organizations', 'organisations', 'firms'],
  Deal: ['deals', 'deal', 'opportunities', 'opportunity'],
  Ticket: ['tickets', 'ticket', 'cases', 'requests'],
};

interface Named {
  readonly name: string;
  readonly label: string;
  readonly standard?: string;
}

/** What a field is in the shared vocabulary, without its object: as its connector says, else by its usual names. */
export function fieldMeanings(field: Named): readonly string[] {
  if (field.standard !== undefined) return [field.standard.split('.').at(-1) ?? field.standard];
  return meanings(field, fieldNames);
}

export const objectMeanings = (object: Named): readonly string[] =>
  object.standard === undefined ? meanings(object, objectNames) : [object.standard];

const meanings = ({ name, label }: Named, names: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  Object.entries(names).flatMap(([meaning, usual]) =>
    usual.includes(bareName(name)) || usual.includes(bareName(label)) ? [meaning] : [],
  );

/** Without case, blanks and punctuation. */
export const bareName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Do the two bear one name? Names of the configuration and labels count alike. */
export function sharedName(left: Named, right: Named): string | null {
  const rights = [right.name, right.label].map(bareName);
  return [left.name, left.label].find((name) => bareName(name) !== '' && rights.includes(bareName(name))) ?? null;
}
