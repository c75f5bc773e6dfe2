/** One mapped field of an object, as each app knows it. */
export interface MappedField {
  readonly property: string;
  readonly column: string;
  readonly airtable: object;
  /** What a property of our own is created with; absent for HubSpot's own. */
  readonly create?: { readonly type: string; readonly fieldType: string; readonly unique?: true };
}

const ownText = { type: 'string', fieldType: 'text' } as const;
const select = { type: 'enumeration', fieldType: 'select' } as const;
const day = { type: 'date', fieldType: 'date' } as const;

const asText = { type: 'singleLineText' };
const asSelect = { type: 'singleSelect' };
const asDate = { type: 'date', options: { dateFormat: { name: 'iso' } } };

/** The first of each list is the match key. */
export const memberFields: readonly MappedField[] = [
  { property: 'bioguide_id', column: 'Bioguide ID', airtable: asText, create: { ...ownText, unique: true } },
  { property: 'firstname', column: 'First name', airtable: asText },
  { property: 'lastname', column: 'Last name', airtable: asText },
  { property: 'state', column: 'State', airtable: asText },
  { property: 'party', column: 'Party', airtable: asSelect, create: select },
  { property: 'chamber', column: 'Chamber', airtable: asSelect, create: select },
  { property: 'phone', column: 'Phone', airtable: { type: 'phoneNumber' } },
  { property: 'website', column: 'Website', airtable: { type: 'url' } },
  { property: 'born_on', column: 'Born', airtable: asDate, create: day },
  { property: 'term_ends_on', column: 'Term ends', airtable: asDate, create: day },
];

export const committeeFields: readonly MappedField[] = [
  { property: 'committee_code', column: 'Code', airtable: asText, create: { ...ownText, unique: true } },
  { property: 'name', column: 'Name', airtable: asText },
  { property: 'committee_type', column: 'Type', airtable: asSelect, create: select },
  { property: 'website', column: 'Website', airtable: { type: 'url' } },
  { property: 'phone', column: 'Phone', airtable: { type: 'phoneNumber' } },
  { property: 'description', column: 'Jurisdiction', airtable: { type: 'multilineText' } },
];

const mappings = (fields: readonly MappedField[]): string =>
  fields.map(({ property, column }) => `      - { left: ${property}, right: ${column} }`).join('\n');

export function configurationText(apps: {
  readonly hubspot: { readonly baseUrl: string; readonly accessToken: string };
  readonly airtable: { readonly baseUrl: string; readonly baseId: string };
}): string {
  return `version: 1
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: ${apps.hubspot.accessToken}, baseUrl: ${apps.hubspot.baseUrl} }
  airtable:
    connector: "@linkwright/connector-airtable"
    settings: { accessToken: patCongress, baseId: ${apps.airtable.baseId}, baseUrl: ${apps.airtable.baseUrl} }
syncs:
  committees:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Committees }
    match: { left: committee_code, right: Code }
    fields:
${mappings(committeeFields)}
    associations: []
  members:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: Members }
    match: { left: bioguide_id, right: Bioguide ID }
    fields:
${mappings(memberFields)}
    associations:
      - { left: companies, right: Committees }
`;
}
