import { withSyncs } from './crm-configuration.ts';

/** A file with one of every mistake that a file may hold. */
export const allMistakes = `${withSyncs('')
  .replace('version: 1\n', 'version: 1\nconections: {}\n')
  .replace(
    'syncs:\n',
    `  stranger:
    connector: "@linkwright/connector-hubpsot"
    settings: {}
  unset:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: "\${NOBODY_SET_THIS}" }
syncs:
`,
  )}  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    match: { left: is_public, right: Website }
    feilds: []
    fields:
      - { left: name, right: Name }
      - { left: domian, right: Website }
      - { left: city, right: Shout }
      - { left: closedate, right: Made }
      - { left: createdate, right: Opened }
      - { left: is_public, right: Since }
      - { left: industry, right: Sector }
      - { left: website, right: Name }
    associations:
      - { left: contacts, right: People }
      - { left: parent_compny, right: Parent }
  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    direction: left-to-right
    match: { left: email, right: Email }
    fields:
      - { left: email, right: E-mail }
      - { left: firstname, right: First name, direction: right-to-left }
    associations:
      - { left: companies, right: Account }
  deals:
    left: { connection: hubspot, object: deals }
    right: { connection: airtable, object: Deals }
    match: { left: dealname, right: Name }
    fields:
      - { left: dealname, right: Name }
  people:
    left: { connection: hubspott, object: contacts }
    right: { connection: airtable, object: People }
  offices:
    left: { connection: hubspot, object: companys }
    right: { connection: airtable, object: Offices }
    match: { left: name, right: Name }
    fields: [{ left: name, right: Name }]
`;

/** Place, code and remedy of each of them, in the order of the file. */
export const toldMistakes: readonly (readonly [place: string, code: string, remedy: string])[] = [
  ['2:1', 'unknown-key', 'Did you mean "connections"?'],
  [
    '13:16',
    'connector-not-installed',
    'Did you mean "@linkwright/connector-hubspot"? If it is not installed either, type: npm install @linkwright/connector-hubspot',
  ],
  [
    '17:30',
    'missing-environment-variable',
    'Set it, or put a line NOBODY_SET_THIS=… into the file .env beside the configuration.',
  ],
  [
    '22:12',
    'match-key-incomparable',
    'Match on two fields of the same kind, such as two e-mail addresses, two names or two numbers.',
  ],
  ['23:5', 'unknown-key', 'Did you mean "fields"?'],
  ['26:17', 'unknown-field', 'Did you mean "domain"?'],
  ['27:30', 'read-only-target', 'Add `direction: right-to-left` to read from it, or map another field.'],
  ['28:35', 'read-only-target', 'Add `direction: right-to-left` to read from it, or map another field.'],
  ['29:17', 'read-only-target', 'Add `direction: left-to-right` to read from it, or map another field.'],
  ['30:9', 'incompatible-types', 'Map fields of compatible types.'],
  [
    '31:9',
    'options-without-partner',
    'Add `options: { <option of industry>: <option of Sector> }`, or give the apps equal options.',
  ],
  ['32:9', 'duplicate-mapping', 'Remove one of them, or give each a direction so that only one writes the field.'],
  ['35:17', 'unknown-association-field', 'Did you mean "parent_company"?'],
  ['42:31', 'unknown-field', 'Did you mean "Email"?'],
  ['43:58', 'direction-impossible', 'Leave the direction out, or make the sync two-way.'],
  [
    '45:9',
    'association-mapped-from-both-ends',
    'Keep one of the two; each carries the association in both directions.',
  ],
  [
    '50:5',
    'required-field-missing',
    'Map it under fields, or add `create: right` so that no records are created in HubSpot.',
  ],
  ['53:25', 'unknown-connection', 'Did you mean "hubspot"?'],
  ['56:42', 'unknown-object', 'Did you mean "companies"?'],
  ['57:44', 'unknown-object', 'Known objects: "Accounts", "People", "Deals".'],
];
