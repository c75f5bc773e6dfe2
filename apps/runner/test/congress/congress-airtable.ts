import Airtable, { type FieldSet } from 'airtable';
import { z } from 'zod';
import { makeAirtableBase } from '../support/airtable-base.ts';
import { type CongressApp, idOf } from './congress-app.ts';
import { type Congress, pairOf, pairsByRelation, type Values, valuesOf } from './congress-data.ts';
import {
  fieldsOf,
  type ObjectName,
  objectNames,
  type Relation,
  type RelationName,
  relations,
} from './congress-fields.ts';

const linksSchema = z.array(z.string()).default([]);
const cellSchema = z.union([z.string(), z.number()]).optional();

const tables: Readonly<Record<ObjectName, string>> = {
  members: 'Members',
  committees: 'Committees',
  offices: 'Offices',
};

/** An empty base: a table for each object, and a link field for each relation. */
export async function createCongressBase(baseUrl: string, { records }: Congress): Promise<CongressApp> {
  const base = await makeAirtableBase(
    baseUrl,
    objectNames.map((object) => ({
      name: tables[object],
      fields: fieldsOf[object].map(({ column, airtable, create }) => ({
        name: column,
        ...airtable,
        ...(create?.type === 'enumeration' && {
          options: { choices: valuesOf(records[object], column).map((name) => ({ name })) },
        }),
      })),
    })),
  );
  for (const { name, from, to } of relations) await base.addLink(tables[from], name, tables[to]);
  return openBase(baseUrl, base.id);
}

function openBase(baseUrl: string, baseId: string): CongressApp {
  const base = new Airtable({ apiKey: 'patCongress', endpointUrl: baseUrl }).base(baseId);

  async function rows(object: ObjectName): Promise<ReadonlyMap<string, Airtable.Record<FieldSet>>> {
    const found = await base(tables[object]).select().all();
    return new Map(found.map((record) => [String(record.get(fieldsOf[object][0].column)), record]));
  }

  /** Gives every source of the pairs other links. */
  async function relink(
    name: RelationName,
    sources: readonly string[],
    change: (source: string, links: readonly string[], ids: ReadonlyMap<string, string>) => readonly string[],
  ): Promise<void> {
    const { from, to } = relationOf(name);
    const ids = new Map([...(await rows(to))].map(([key, { id }]) => [key, id]));
    const records = await rows(from);
    for (const source of new Set(sources)) {
      const record = records.get(source);
      if (!record) throw new Error(`${tables[from]} has no record ${source}`);
      const links = change(source, linksSchema.parse(record.get(name)), ids);
      await base(tables[from]).update(record.id, { [name]: [...new Set(links)] });
    }
  }

  return {
    displayName: 'Airtable',
    connection: 'airtable',
    settings: JSON.stringify({ accessToken: 'patCongress', baseId, baseUrl }),
    objects: tables,
    async read() {
      const [members, committees, offices] = await Promise.all([rows('members'), rows('committees'), rows('offices')]);
      const held = { members, committees, offices };
      const keys = new Map(Object.values(held).flatMap((records) => [...records].map(([key, { id }]) => [id, key])));
      return {
        records: {
          members: valuesBy(members, 'members'),
          committees: valuesBy(committees, 'committees'),
          offices: valuesBy(offices, 'offices'),
        },
        pairs: pairsByRelation(({ name, from }) =>
          [...held[from]].flatMap(([source, record]) =>
            linksSchema.parse(record.get(name)).map((id) => pairOf(source, keys.get(id) ?? '?')),
          ),
        ),
      };
    },
    async set(object, key, values) {
      const record = (await rows(object)).get(key);
      if (!record) throw new Error(`${tables[object]} has no record ${key}`);
      await base(tables[object]).update(record.id, toCells(object, values));
    },
    async create(object, _key, values) {
      await base(tables[object]).create(toCells(object, values));
    },
    async remove(object, key) {
      const record = (await rows(object)).get(key);
      if (!record) throw new Error(`${tables[object]} has no record ${key}`);
      await base(tables[object]).destroy(record.id);
    },
    join(name, pairs) {
      const isOne = relationOf(name).cardinality === 'one';
      const sources = pairs.map(([source]) => source);
      return relink(name, sources, (source, links, ids) => [
        ...(isOne ? [] : links),
        ...pairs.flatMap(([of, target]) => (of === source ? [idOf(ids, target)] : [])),
      ]);
    },
    leave(name, pairs) {
      const sources = pairs.map(([source]) => source);
      return relink(name, sources, (source, links, ids) => {
        const left = pairs.flatMap(([of, target]) => (of === source ? [idOf(ids, target)] : []));
        return links.filter((id) => !left.includes(id));
      });
    },
  };
}

function relationOf(wanted: RelationName): Relation {
  const relation = relations.find(({ name }) => name === wanted);
  if (!relation) throw new Error(`there is no relation ${wanted}`);
  return relation;
}

/** An empty text clears a cell; a select, a date or a number takes only `null`, which the client's types do not know. */
function toCells(object: ObjectName, values: Values): Partial<FieldSet> {
  return Object.fromEntries(
    fieldsOf[object].flatMap(({ column, create }) => {
      const value = values[column];
      if (value === undefined) return [];
      return [[column, value !== null && create?.type === 'number' ? Number(value) : (value ?? '')]];
    }),
  );
}

function valuesBy(records: ReadonlyMap<string, Airtable.Record<FieldSet>>, object: ObjectName): Map<string, Values> {
  const textOf = (value: unknown): string | null => {
    const cell = cellSchema.parse(value);
    return cell === undefined ? null : String(cell);
  };
  return new Map(
    [...records].map(([key, record]) => [
      key,
      Object.fromEntries(fieldsOf[object].map(({ column }) => [column, textOf(record.get(column))])),
    ]),
  );
}
