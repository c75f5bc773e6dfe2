import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ObjectSchema } from '@linkwright/core';
import { type CallOptions, ConfigurationError, type ConnectContext, nearest, RetryableError } from '@linkwright/core';
import { schemaOf } from './csv-folder-schema.ts';
import { formatCsv, parseCsv } from './csv-text.ts';

/** One file. Rows are edited in place, and written with `save`. */
export interface CsvFile {
  readonly schema: ObjectSchema;
  readonly header: readonly string[];
  /** Cells by column id; the id of the record stands under `id`. */
  readonly rows: Map<string, Record<string, string>>;
}

export interface Client {
  /** One visit to the folder: counted and paced like the call of any other app. Everything in `work` happens at once. */
  visit<Answer>(kind: string, options: CallOptions, work: (folder: Folder) => Answer): Promise<Answer>;
  /** Stays the same however the settings name the folder. */
  address(): string;
}

export interface Folder {
  names(): readonly string[];
  read(name: string): CsvFile;
  save(name: string, file: CsvFile): void;
}

export function createClient(path: string, { limits, reportCall, random }: ConnectContext): Client {
  const folder: Folder = {
    names: () =>
      readdirSync(path)
        .filter((file) => file.endsWith('.csv') && !file.startsWith('.'))
        .map((file) => file.slice(0, -'.csv'.length))
        .sort(),

    read(name) {
      const names = folder.names();
      if (!names.includes(name)) throw noSuchFile(name, names);
      const [header = [], ...cells] = parseCsv(readFileSync(join(path, `${name}.csv`), 'utf8'));
      const { schema, ids } = schemaOf(name, header, names);
      const rows = new Map<string, Record<string, string>>();
      for (const [line, row] of cells.entries()) {
        const values = Object.fromEntries(ids.map((id, place) => [id, row[place] ?? '']));
        const { id = '' } = values;
        if (id === '' || rows.has(id)) throw badId(name, id, line + 2);
        rows.set(id, values);
      }
      return { schema, header, rows };
    },

    /** Whoever reads meanwhile sees the old file or the new one, and a power cut leaves one of them. */
    save(name, { header, rows, schema }) {
      const { ids } = schemaOf(name, header, folder.names());
      const text = formatCsv([header, ...[...rows.values()].map((row) => ids.map((id) => row[id] ?? ''))]);
      const draft = join(path, `.${name}.${Math.floor(random() * 2 ** 48).toString(36)}.csv`);
      try {
        const file = openSync(draft, 'wx');
        try {
          writeSync(file, text);
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
        renameSync(draft, join(path, `${schema.id}.csv`));
      } catch (error) {
        rmSync(draft, { force: true });
        throw error;
      }
    },
  };

  return {
    address: () => realpathSync(path),
    async visit(kind, { signal }, work) {
      await limits.acquire('default', 1, signal);
      signal.throwIfAborted();
      reportCall(kind);
      try {
        return work(folder);
      } catch (error) {
        throw fileError(error, path);
      }
    },
  };
}

function noSuchFile(name: string, names: readonly string[]): ConfigurationError {
  const near = nearest(name, names);
  return new ConfigurationError(`The folder has no file ${name}.csv.`, {
    code: 'unknown-object',
    remedy: near === null ? `It has: ${names.join(', ') || 'none'}.` : `Did you mean "${near}"?`,
  });
}

function badId(name: string, id: string, line: number): ConfigurationError {
  const what = id === '' ? 'has no id' : `has the id "${id}", which another record has too`;
  return new ConfigurationError(`${name}.csv: record ${line - 1} ${what}.`, {
    code: 'id-unusable',
    remedy: 'Give every record an id of its own, and never change it.',
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'There is no folder',
  ENOTDIR: 'There is no folder',
  EACCES: 'The files may not be read or written',
};

/** What the file system says. */
function fileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  if (reason !== undefined) {
    const remedy = 'Correct `folder` of the connection, or the rights of its files.';
    return new ConfigurationError(`${reason}: ${path}.`, { code: 'folder-unusable', remedy, cause: error });
  }
  if (!/^E[A-Z]+$/.test(code)) return error;
  return new RetryableError(`The folder cannot be used (${code}): ${path}.`, { code: 'folder-busy', cause: error });
}
