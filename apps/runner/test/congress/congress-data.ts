import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const text = z.string().min(1).nullable();

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
});

const membershipSchema = z.object({ member: z.string(), committee: z.string() });

/** One record by the names of its mapped fields in Airtable; `null` is empty. */
export type Values = Readonly<Record<string, string | null>>;

/** What both apps are to hold. Tests edit it together with the apps. */
export interface Congress {
  /** By Bioguide ID. */
  readonly members: Map<string, Values>;
  /** By committee code. */
  readonly committees: Map<string, Values>;
  /** As `pairOf` writes them. */
  readonly pairs: Set<string>;
}

export const pairOf = (member: string, committee: string): string => `${member} ${committee}`;

export async function loadCongress(folder: string): Promise<Congress> {
  const read = async <Schema extends z.ZodType>(schema: Schema, file: string): Promise<z.output<Schema>[]> =>
    z.array(schema).parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
  const [members, committees, memberships] = await Promise.all([
    read(memberSchema, 'members.json'),
    read(committeeSchema, 'committees.json'),
    read(membershipSchema, 'memberships.json'),
  ]);
  return {
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
    pairs: new Set(memberships.map(({ member, committee }) => pairOf(member, committee))),
  };
}

/** The options of a field: every value that a record has. */
export function valuesOf(records: ReadonlyMap<string, Values>, field: string): readonly string[] {
  return [...new Set([...records.values()].flatMap((record) => record[field] ?? []))].sort();
}
