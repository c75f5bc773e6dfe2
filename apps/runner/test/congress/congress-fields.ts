export const objectNames = ['members', 'committees', 'offices'] as const;
export type ObjectName = (typeof objectNames)[number];

/** One mapped field of an object, as each app knows it. */
export interface MappedField {
  readonly property: string;
  readonly column: string;
  readonly airtable: object;
  /** Type and settings of Kintone's field, whose code is `codeOf(column)`. */
  readonly kintone: { readonly type: string; readonly [setting: string]: string };
  /** What a property of our own is created with; absent for HubSpot's own. */
  readonly create?: { readonly type: 'string' | 'enumeration' | 'date' | 'number'; readonly fieldType: string };
}

const ownText = { type: 'string', fieldType: 'text' } as const;
const ownNumber = { type: 'number', fieldType: 'number' } as const;
const select = { type: 'enumeration', fieldType: 'select' } as const;
const day = { type: 'date', fieldType: 'date' } as const;

const asText = { airtable: { type: 'singleLineText' }, kintone: { type: 'SINGLE_LINE_TEXT' } };
const asLongText = { airtable: { type: 'multilineText' }, kintone: { type: 'MULTI_LINE_TEXT' } };
const asSelect = { airtable: { type: 'singleSelect' }, kintone: { type: 'DROP_DOWN' } };
const asDate = { airtable: { type: 'date', options: { dateFormat: { name: 'iso' } } }, kintone: { type: 'DATE' } };
const asPhone = { airtable: { type: 'phoneNumber' }, kintone: { type: 'LINK', protocol: 'CALL' } };
const asUrl = { airtable: { type: 'url' }, kintone: { type: 'LINK', protocol: 'WEB' } };
const asNumber = { airtable: { type: 'number', options: { precision: 8 } }, kintone: { type: 'NUMBER' } };

/** The first of each list is the match key, and unique where the app knows such a thing. */
export const fieldsOf: Readonly<Record<ObjectName, readonly [MappedField, ...MappedField[]]>> = {
  members: [
    { property: 'bioguide_id', column: 'Bioguide ID', ...asText, create: ownText },
    { property: 'firstname', column: 'First name', ...asText },
    { property: 'lastname', column: 'Last name', ...asText },
    { property: 'state', column: 'State', ...asText },
    { property: 'party', column: 'Party', ...asSelect, create: select },
    { property: 'chamber', column: 'Chamber', ...asSelect, create: select },
    { property: 'phone', column: 'Phone', ...asPhone },
    { property: 'website', column: 'Website', ...asUrl },
    { property: 'born_on', column: 'Born', ...asDate, create: day },
    { property: 'term_ends_on', column: 'Term ends', ...asDate, create: day },
  ],
  committees: [
    { property: 'committee_code', column: 'Code', ...asText, create: ownText },
    { property: 'name', column: 'Name', ...asText },
    { property: 'committee_type', column: 'Type', ...asSelect, create: select },
    { property: 'website', column: 'Website', ...asUrl },
    { property: 'phone', column: 'Phone', ...asPhone },
    { property: 'description', column: 'Jurisdiction', ...asLongText },
  ],
  offices: [
    { property: 'office_id', column: 'Office ID', ...asText, create: ownText },
    { property: 'city', column: 'City', ...asText, create: ownText },
    { property: 'state', column: 'State', ...asText, create: ownText },
    { property: 'zip', column: 'Zip', ...asText, create: ownText },
    { property: 'address', column: 'Address', ...asText, create: ownText },
    { property: 'phone', column: 'Phone', ...asPhone, create: ownText },
    { property: 'latitude', column: 'Latitude', ...asNumber, create: ownNumber },
    { property: 'longitude', column: 'Longitude', ...asNumber, create: ownNumber },
  ],
};

/** The label of a membership in HubSpot; in the other apps a field of its own. */
export const titles = [
  'Chairman',
  'Chair',
  'Chairwoman',
  'Cochairman',
  'Vice Chair',
  'Vice Chairman',
  'Vice Chairwoman',
  'Ranking Member',
  'Ex Officio',
] as const;

export type RelationName = 'Committees' | (typeof titles)[number] | 'Parent' | 'Member';

/** An association, by the name of Airtable's link field. */
export interface Relation {
  readonly name: RelationName;
  readonly from: ObjectName;
  readonly to: ObjectName;
  /** HubSpot's association field. */
  readonly hubspot: string;
  readonly cardinality: 'one' | 'many';
}

export const relations: readonly Relation[] = [
  { name: 'Committees', from: 'members', to: 'committees', hubspot: 'companies', cardinality: 'many' },
  ...titles.map(
    (title): Relation => ({
      name: title,
      from: 'members',
      to: 'committees',
      hubspot: `companies/${title}`,
      cardinality: 'many',
    }),
  ),
  { name: 'Parent', from: 'committees', to: 'committees', hubspot: 'parent_company', cardinality: 'one' },
  { name: 'Member', from: 'offices', to: 'members', hubspot: 'contacts', cardinality: 'one' },
];

/** Codes of Kintone's fields have no blanks. */
export const codeOf = (name: string): string => name.replaceAll(' ', '_');
