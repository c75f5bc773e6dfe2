import Airtable, { type FieldSet } from 'airtable';
import { z } from 'zod';
import { type Congress, pairOf, type Values, valuesOf } from './congress-data.ts';
import { committeeFields, type MappedField, memberFields } from './congress-fields.ts';

/** The base, through Airtable's own client; records are named by their own keys. */
export interface CongressAirtable {
  readonly baseId: string;
  read(): Promise<Congress>;
  setMember(member: string, values: Values): Promise<void>;
  setCommittee(committee: string, values: Values): Promise<void>;
  /** The committees of a member from here on, all of them. */
  setCommittees(member: string, committees: readonly string[]): Promise<void>;
}

const baseSchema = z.object({ id: z.string(), tables: z.array(z.object({ id: z.string(), name: z.string() })) });

/** An empty base: the tables Members and Committees, and the link field Committees between them. */
export async function createCongressBase(baseUrl: string, congress: Congress): Promise<CongressAirtable> {
  const columns = (fields: readonly MappedField[], records: ReadonlyMap<string, Values>): readonly object[] =>
    fields.map(({ column, airtable }) => ({
      name: column,
      ...airtable,
      ...('type' in airtable &&
        airtable.type === 'singleSelect' && {
          options: { choices: valuesOf(records, column).map((name) => ({ name })) },
        }),
    }));
  // Airtable's client knows nothing of its metadata API.
  const base = baseSchema.parse(
    await post(`${baseUrl}/v0/meta/bases`, {
      name: 'Congress',
      workspaceId: 'wspCongress',
      tables: [
        { name: 'Members', fields: columns(memberFields, congress.members) },
        { name: 'Committees', fields: columns(committeeFields, congress.committees) },
      ],
    }),
  );
  const tableId = (wanted: string): string => base.tables.find(({ name }) => name === wanted)?.id ?? '';
  await post(`${baseUrl}/v0/meta/bases/${base.id}/tables/${tableId('Members')}/fields`, {
    name: 'Committees',
    type: 'multipleRecordLinks',
    options: { linkedTableId: tableId('Committees') },
  });
  return openBase(baseUrl, base.id);
}

async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: 'Bearer patCongress', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

function openBase(baseUrl: string, baseId: string): CongressAirtable {
  const base = new Airtable({ apiKey: 'patCongress', endpointUrl: baseUrl }).base(baseId);
  const all = (table: string) => base(table).select().all();

  async function idsByKey(table: string, keyColumn: string): Promise<ReadonlyMap<string, string>> {
    return new Map((await all(table)).map((record) => [String(record.get(keyColumn)), record.id]));
  }

  async function update(table: string, keyColumn: string, key: string, fields: Partial<FieldSet>): Promise<void> {
    const id = (await idsByKey(table, keyColumn)).get(key);
    if (id === undefined) throw new Error(`${table} has no record ${key}`);
    await base(table).update(id, fields);
  }

  return {
    baseId,
    async read() {
      const [members, committees] = await Promise.all([all('Members'), all('Committees')]);
      const codes = new Map(committees.map((record) => [record.id, String(record.get('Code'))]));
      const linksSchema = z.array(z.string()).optional();
      const pairs = members.flatMap((record) =>
        (linksSchema.parse(record.get('Committees')) ?? []).map((id) =>
          pairOf(String(record.get('Bioguide ID')), codes.get(id) ?? '?'),
        ),
      );
      return {
        members: byKey(members, memberFields),
        committees: byKey(committees, committeeFields),
        pairs: new Set(pairs),
      };
    },
    setMember: (member, values) => update('Members', 'Bioguide ID', member, toCells(values)),
    setCommittee: (committee, values) => update('Committees', 'Code', committee, toCells(values)),
    async setCommittees(member, committees) {
      const ids = await idsByKey('Committees', 'Code');
      const links = committees.map((code) => ids.get(code) ?? code);
      await update('Members', 'Bioguide ID', member, { Committees: links });
    },
  };
}

/** An empty text clears a cell; a select, a date or a number takes only `null`, which the client's types do not know. */
function toCells(values: Values): Partial<FieldSet> {
  return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, value ?? '']));
}

function byKey(records: Airtable.Records<FieldSet>, fields: readonly MappedField[]): Map<string, Values> {
  const textSchema = z.string().optional();
  return new Map(
    records.map((record) => [
      String(record.get(fields[0]?.column ?? '')),
      Object.fromEntries(fields.map(({ column }) => [column, textSchema.parse(record.get(column)) ?? null])),
    ]),
  );
}
