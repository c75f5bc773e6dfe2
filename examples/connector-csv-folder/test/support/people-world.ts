import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fields } from '@linkwright/core';
import type { ConformanceProbe, ConformanceWorld } from '@linkwright/core/testing';

export interface World extends ConformanceWorld {
  readonly folder: string;
}

const headers: Readonly<Record<string, string>> = {
  people:
    'id,name,email:email,visits:integer,score:decimal,subscribed:boolean,born:date,seen:datetime,employer:@companies,clients:@companies[]',
  companies: 'id,name',
};

/** A folder of its own for each test. */
export async function createWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-csv-'));
  for (const [name, header] of Object.entries(headers)) await writeFile(join(folder, `${name}.csv`), `${header}\n`);
  return {
    settings: { folder },
    objects: { source: 'people', target: 'companies' },
    folder,
    close: () => rm(folder, { recursive: true }),
  };
}

/** Cells by column, as a spreadsheet shows them. */
type Row = Record<string, string>;

const columnsOf = (object: string): readonly string[] =>
  (headers[object] ?? '').split(',').map((column) => column.split(':')[0] ?? '');

/** A reader of its own: every cell that is not plain stands in quotes. */
function readCells(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = '']) => {
    return quoted === undefined ? plain : quoted.replaceAll('""', '"');
  });
}

/** Lines outside of quotes. */
const readLines = (text: string): readonly string[] => text.match(/(?:"(?:[^"]|"")*"|[^"\n])+/g) ?? [];

/** By reading and writing the files. Each test has ids of its own, so that none is used twice. */
export function probeOf({ folder }: World): Partial<ConformanceProbe> {
  let count = 0;
  const path = (object: string) => join(folder, `${object}.csv`);
  const load = async (object: string): Promise<Row[]> => {
    const [, ...lines] = readLines(await readFile(path(object), 'utf8'));
    const columns = columnsOf(object);
    return lines.map((line) => {
      const cells = readCells(line);
      return Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? '']));
    });
  };
  const store = async (object: string, rows: readonly Row[]) => {
    const lines = rows.map((row) =>
      columnsOf(object)
        .map((column) => `"${(row[column] ?? '').replaceAll('"', '""')}"`)
        .join(','),
    );
    await writeFile(path(object), [headers[object], ...lines, ''].join('\n'));
  };
  const cellsOf = (fields: Fields): Row =>
    Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value === null ? '' : String(value)]));
  const edit = async (object: string, id: string, change: (row: Row) => Row) =>
    store(
      object,
      (await load(object)).map((row) => (row.id === id ? { ...row, ...change(row) } : row)),
    );
  const ids = (row: Row | undefined, field: string): readonly string[] =>
    (row?.[field] ?? '').split(';').filter(Boolean);
  return {
    async create(object, records) {
      const made = records.map((fields) => {
        count += 1;
        return { ...cellsOf(fields), id: `r${count}` };
      });
      await store(object, [...(await load(object)), ...made]);
      return made.map(({ id }) => id);
    },
    update: (object, id, fields) => edit(object, id, () => cellsOf(fields)),
    remove: async (object, id) =>
      store(
        object,
        (await load(object)).filter((row) => row.id !== id),
      ),
    async read(object, id, fields) {
      const row = (await load(object)).find((one) => one.id === id);
      if (row === undefined) return null;
      return Object.fromEntries(
        fields.map((field) => {
          const cell = row[field] ?? '';
          return [field, cell === '' ? null : field === 'subscribed' ? cell === 'true' : cell];
        }),
      );
    },
    list: async (object) => (await load(object)).flatMap(({ id }) => id ?? []),
    associate: (object, id, field, target) =>
      edit(object, id, (row) => {
        if (!('id' in target)) return {};
        return { [field]: field === 'employer' ? target.id : [...ids(row, field), target.id].join(';') };
      }),
    disassociate: (object, id, field, target) =>
      edit(object, id, (row) => ({
        [field]: ids(row, field)
          .filter((one) => !('id' in target) || one !== target.id)
          .join(';'),
      })),
    async associations(object, id, field) {
      const row = (await load(object)).find((one) => one.id === id);
      return ids(row, field).map((one) => ({ id: one }));
    },
  };
}
