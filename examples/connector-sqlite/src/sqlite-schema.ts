import type { DatabaseSync } from 'node:sqlite';
import {
  defineAssociation,
  defineField,
  type FieldType,
  type ObjectSchema,
  standardVocabulary,
} from '@linkwright/core';
import { z } from 'zod';

/** A table that holds records, or nothing but pairs of them. */
export interface Table {
  readonly name: string;
  /** The column that numbers the rows. */
  readonly key: string;
  readonly schema: ObjectSchema;
  /** By association id: the table that holds its pairs. Associations that are a column of the table are not here. */
  readonly joins: ReadonlyMap<string, JoinTable>;
}

export interface JoinTable {
  readonly name: string;
  readonly own: string;
  readonly target: string;
  readonly targetTable: string;
}

/** Every number comes as bigint. */
const number = z.bigint().transform(Number);

const columnSchema = z.object({
  name: z.string(),
  type: z.string(),
  notnull: number,
  dflt_value: z.unknown(),
  pk: number,
  // Generated columns.
  hidden: number,
});
type Column = z.infer<typeof columnSchema>;
const foreignKeySchema = z.object({ id: number, table: z.string(), from: z.string() });
const indexSchema = z.object({ name: z.string(), unique: number, partial: number });
const namesSchema = z.array(z.object({ name: z.string().nullable() }));

/** In the text of a statement: names are the database's own. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Every table with an `INTEGER PRIMARY KEY`, as the database describes it. */
export function readTables(database: DatabaseSync): ReadonlyMap<string, Table> {
  const names = namesSchema.parse(
    database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
      .all(),
  );
  const described = names.flatMap(({ name }) => (name === null ? [] : [describe(database, name)]));
  const keys = new Map(described.flatMap(({ name, key }) => (key === null ? [] : [[name, key] as const])));
  const joins = described.filter((one) => one.key === null && isJoin(one, keys));
  return new Map(
    described.flatMap((one) => {
      const key = keys.get(one.name);
      return key === undefined ? [] : [[one.name, tableOf(database, one, key, keys, joins)] as const];
    }),
  );
}

interface Described {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly foreignKeys: readonly { readonly table: string; readonly from: string }[];
  readonly key: string | null;
}

function describe(database: DatabaseSync, name: string): Described {
  const columns = z.array(columnSchema).parse(database.prepare(`PRAGMA table_xinfo(${quoted(name)})`).all());
  const listed = z.array(foreignKeySchema).parse(database.prepare(`PRAGMA foreign_key_list(${quoted(name)})`).all());
  // Those of several columns point at no single number.
  const foreignKeys = listed.filter(({ id }) => listed.filter((one) => one.id === id).length === 1);
  const primary = columns.filter(({ pk }) => pk > 0);
  const [only] = primary;
  const key = primary.length === 1 && only?.type.toUpperCase() === 'INTEGER' ? only.name : null;
  return { name, columns, foreignKeys, key };
}

/** Two columns, both of which point at records. */
const isJoin = ({ columns, foreignKeys }: Described, keys: ReadonlyMap<string, string>): boolean =>
  columns.length === 2 && foreignKeys.length === 2 && foreignKeys.every(({ table }) => keys.has(table));

function tableOf(
  database: DatabaseSync,
  { name, columns, foreignKeys }: Described,
  key: string,
  keys: ReadonlyMap<string, string>,
  joinTables: readonly Described[],
): Table {
  const references = foreignKeys.filter(({ table }) => keys.has(table));
  const unique = uniqueColumns(database, name);
  const fields = columns.flatMap((column) => {
    const type = fieldType(column);
    if (column.name === key || type === null || references.some(({ from }) => from === column.name)) return [];
    const readOnly = column.hidden > 0;
    const required = column.notnull === 1 && column.dflt_value === null && !readOnly;
    const precision = type === 'datetime' ? ('millisecond' as const) : undefined;
    return [
      defineField({
        ...standardOf(name, column.name),
        id: column.name,
        type,
        readOnly,
        required,
        precision,
        unique: unique.has(column.name),
        lookup: 'consistent',
      }),
    ];
  });
  const ones = references.map(({ from, table }) =>
    defineAssociation({ id: from, targets: [table], cardinality: 'one', changeTouchesRecord: true }),
  );
  const joins = new Map(joinTables.flatMap((join) => [...joinOf(name, join)]));
  const manys = [...joins].map(([id, { targetTable }]) =>
    defineAssociation({
      ...{ id, targets: [targetTable], cardinality: 'many', changeTouchesRecord: true },
      ...(targetTable !== name && { inverse: { object: targetTable, field: id } }),
    }),
  );
  const defaultMatch = ['email', 'name'].filter((id) => fields.some((field) => field.id === id));
  const standard = standardObject(name);
  const displayField = fields.find(({ id }) => /^(?:name|title|email)$/i.test(id))?.id;
  return {
    ...{ name, key, joins },
    schema: {
      ...{ id: name, name, label: name, custom: true, fields, associations: [...ones, ...manys] },
      ...(displayField !== undefined && { displayField }),
      ...(standard !== undefined && { standard, defaultMatch }),
    },
  };
}

/** The association that a table of pairs is, seen from one of its ends. A table of pairs of one table is seen from its first. */
function joinOf(
  name: string,
  { name: join, columns, foreignKeys }: Described,
): readonly (readonly [string, JoinTable])[] {
  const ends = columns.flatMap((column) => foreignKeys.filter(({ from }) => from === column.name));
  const own = ends.find(({ table }) => table === name);
  const target = ends.find((end) => end !== own);
  if (own === undefined || target === undefined) return [];
  return [[join, { name: join, own: own.from, target: target.from, targetTable: target.table }]];
}

function uniqueColumns(database: DatabaseSync, name: string): ReadonlySet<string> {
  const indexes = z.array(indexSchema).parse(database.prepare(`PRAGMA index_list(${quoted(name)})`).all());
  const unique = new Set<string>();
  for (const index of indexes.filter((one) => one.unique === 1 && one.partial === 0)) {
    const columns = namesSchema.parse(database.prepare(`PRAGMA index_info(${quoted(index.name)})`).all());
    const [only] = columns;
    if (columns.length === 1 && typeof only?.name === 'string') unique.add(only.name);
  }
  return unique;
}

/** From the declared type, and from the name where a text may be an address. `null`: bytes. */
function fieldType({ name, type }: Column): FieldType | null {
  if (/BLOB/i.test(type)) return null;
  if (/BOOL/i.test(type)) return 'boolean';
  if (/DATETIME|TIMESTAMP/i.test(type)) return 'datetime';
  if (/DATE/i.test(type)) return 'date';
  if (/INT/i.test(type)) return 'integer';
  if (/REAL|FLOA|DOUB|NUM|DEC/i.test(type)) return 'decimal';
  return /^e_?mail$/i.test(name) ? 'email' : 'text';
}

/** Names that every connector uses alike, by which objects and fields of two apps find each other. */
const standardObjects = { people: 'Person', contacts: 'Person', companies: 'Organization' } as const;

function standardObject(name: string) {
  return Object.entries(standardObjects).find(([plain]) => plain === name.toLowerCase())?.[1];
}

/** `email` of `people` → `Person.email` */
function standardOf(object: string, field: string): { readonly standard?: string } {
  const standard = standardObject(object);
  if (standard === undefined) return {};
  const known: readonly string[] = standardVocabulary[standard].fields;
  return known.includes(field) ? { standard: `${standard}.${field}` } : {};
}
