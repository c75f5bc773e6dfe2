import { type StandardObject, standardVocabulary } from '@linkwright/core';

const objects: readonly (readonly [RegExp, StandardObject])[] = [
  [/^(?:people|persons?|contacts?)$/i, 'Person'],
  [/^(?:compan(?:y|ies)|organi[sz]ations?)$/i, 'Organization'],
  [/^(?:deals?|opportunit(?:y|ies))$/i, 'Deal'],
  [/^tickets?$/i, 'Ticket'],
];

/** Other spellings of names of the vocabulary. */
const spellings: Readonly<Record<string, string>> = {
  emailaddress: 'email',
  firstname: 'givenName',
  lastname: 'familyName',
  surname: 'familyName',
  fullname: 'name',
  phone: 'telephone',
  phonenumber: 'telephone',
  title: 'jobTitle',
  website: 'url',
  homepage: 'url',
  street: 'streetAddress',
  city: 'addressLocality',
  state: 'addressRegion',
  zip: 'postalCode',
  country: 'addressCountry',
};

/** `contacts` → `Person`. `null`: nothing that the shared vocabulary has. */
export const standardObject = (name: string): StandardObject | null =>
  objects.find(([pattern]) => pattern.test(name))?.[1] ?? null;

/** `first_name` of a `Person` → `Person.givenName` */
export function standardField(object: string | null, name: string): string | null {
  const known = Object.entries(standardVocabulary).find(([one]) => one === object);
  if (known === undefined) return null;
  const bare = name.replaceAll(/[-_]/g, '').toLowerCase();
  const fields: readonly string[] = known[1].fields;
  const field = fields.find((one) => one.toLowerCase() === bare) ?? fields.find((one) => one === spellings[bare]);
  return field === undefined ? null : `${object}.${field}`;
}
