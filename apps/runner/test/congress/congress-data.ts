import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type ObjectName, type RelationName, relations, titles } from './congress-fields.ts';

const text = z
  .string()
  .nullable()
  .transform((value) => value || null);

/** Airtable keeps at most eight decimals. */
const coordinate = z
  .number()
  .nullable()
  .transform((value) => (value === null ? null : String(Number(value.toFixed(8)))));

const memberSchema = z.object({
  id: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  birthday: text,
  chamber: text,
  state: text,
  party: text,
  phone: text,
  website: text,
  termEnd: text,
});

const committeeSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: text,
  website: text,
  phone: text,
  jurisdiction: text,
  parent: z.string().nullable(),
});

const officeSchema = z.object({
  id: z.string(),
  member: z.string(),
  city: text,
  state: text,
  zip: text,
  address: text,
  phone: text,
  latitude: coordinate,
  longitude: coordinate,
});

const membershipSchema = z.object({ member: z.string(), committee: z.string(), title: z.enum(titles).nullable() });

/** One record by the names of its mapped fields in Airtable; `null` is empty. */
export type Values = Readonly<Record<string, string | null>>;

/** What both apps are to hold, or what one of them holds. Tests edit it together with the apps. */
export interface Congress {
  /** By Bioguide ID, committee code and office id. */
  readonly records: Readonly<Record<ObjectName, Map<string, Values>>>;
  /** As `pairOf` writes them. */
  readonly pairs: Readonly<Record<RelationName, Set<string>>>;
}

export type Pair = readonly [from: string, to: string];

export const pairOf = (from: string, to: string): string => `${from} ${to}`;

export function splitPair(pair: string): Pair {
  const [from = '', to = ''] = pair.split(' ');
  return [from, to];
}

/** For each relation what `pairsIn` tells of it. */
export function pairsByRelation(
  pairsIn: (relation: (typeof relations)[number]) => Iterable<string>,
): Record<RelationName, Set<string>> {
  const pairs = Object.fromEntries(relations.map((relation) => [relation.name, new Set(pairsIn(relation))]));
  return z.record(z.enum(relations.map(({ name }) => name)), z.set(z.string())).parse(pairs);
}

export async function loadCongress(folder: string): Promise<Congress> {
  const read = async <Schema extends z.ZodType>(schema: Schema, file: string): Promise<z.output<Schema>[]> =>
    z.array(schema).parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
  const [members, committees, memberships, offices] = await Promise.all([
    read(memberSchema, 'members.json'),
    read(committeeSchema, 'committees.json'),
    read(membershipSchema, 'memberships.json'),
    read(officeSchema, 'offices.json'),
  ]);
  return {
    records: {
      members: new Map(
        members.map((member) => [
          member.id,
          {
            'Bioguide ID': member.id,
            'First name': member.firstName,
            'Last name': member.lastName,
            State: member.state,
            Party: member.party,
            Chamber: member.chamber,
            Phone: member.phone,
            Website: member.website,
            Born: member.birthday,
            'Term ends': member.termEnd,
          },
        ]),
      ),
      committees: new Map(
        committees.map((committee) => [
          committee.id,
          {
            Code: committee.id,
            Name: committee.name,
            Type: committee.type,
            Website: committee.website,
            Phone: committee.phone,
            Jurisdiction: committee.jurisdiction,
          },
        ]),
      ),
      offices: new Map(
        offices.map((office) => [
          office.id,
          {
            'Office ID': office.id,
            City: office.city,
            State: office.state,
            Zip: office.zip,
            Address: office.address,
            Phone: office.phone,
            Latitude: office.latitude,
            Longitude: office.longitude,
          },
        ]),
      ),
    },
    pairs: pairsByRelation(({ name }) => {
      if (name === 'Parent') return committees.flatMap(({ id, parent }) => (parent === null ? [] : pairOf(id, parent)));
      if (name === 'Member') return offices.map(({ id, member }) => pairOf(id, member));
      const held = memberships.filter(({ title }) => name === 'Committees' || title === name);
      return held.map(({ member, committee }) => pairOf(member, committee));
    }),
  };
}

/** The options of a field: every value that a record has. */
export function valuesOf(records: ReadonlyMap<string, Values>, field: string): readonly string[] {
  return [...new Set([...records.values()].flatMap((record) => record[field] ?? []))].sort();
}
