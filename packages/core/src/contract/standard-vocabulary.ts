/**
 * The vocabulary that `standard` of objects, fields and association fields is written in: schema.org's names, and names of our
 * own under `Deal` and `Ticket`, where it has none. Default mappings between any two apps come from equal names, so a
 * connector declares what its app has, and never what another one calls it. An id that is not here pairs as well, with
 * whoever uses the same.
 */
export const standardVocabulary = {
  Person: {
    fields: [
      'email',
      'givenName',
      'familyName',
      'name',
      'telephone',
      'jobTitle',
      'faxNumber',
      'streetAddress',
      'addressLocality',
      'addressRegion',
      'postalCode',
      'addressCountry',
    ],
    associations: ['worksFor', 'affiliation', 'deals', 'tickets'],
  },
  Organization: {
    fields: [
      'name',
      'url',
      'telephone',
      'description',
      'numberOfEmployees',
      'streetAddress',
      'addressLocality',
      'addressRegion',
      'postalCode',
      'addressCountry',
    ],
    associations: ['members', 'parentOrganization', 'subOrganization', 'deals', 'tickets'],
  },
  Deal: {
    fields: ['name', 'stage', 'pipeline', 'amount', 'closeDate', 'description'],
    associations: ['customer', 'organizations', 'contacts', 'tickets'],
  },
  Ticket: {
    fields: ['name', 'description', 'pipeline', 'stage', 'priority', 'category', 'source', 'resolution'],
    associations: ['customer', 'organizations', 'contacts', 'deals'],
  },
} as const;

type Vocabulary = typeof standardVocabulary;

/** `Person` */
export type StandardObject = keyof Vocabulary;
/** `Person.email` */
export type StandardField = {
  [Name in StandardObject]: `${Name}.${Vocabulary[Name]['fields'][number]}`;
}[StandardObject];
/** `Person.worksFor` */
export type StandardAssociation = {
  [Name in StandardObject]: `${Name}.${Vocabulary[Name]['associations'][number]}`;
}[StandardObject];
