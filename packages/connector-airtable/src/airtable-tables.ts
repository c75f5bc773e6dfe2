import { type CallOptions, type Clock, ConfigurationError } from '@linkwright/core';
import type { AirtableClient } from './airtable-client.ts';
import { type AirtableTable, describeTable } from './airtable-schema.ts';

/** The tables of the base. One call tells them all, and they are kept until they are asked for again. */
export interface AirtableTables {
  /** Asks Airtable. */
  load(options: CallOptions): Promise<readonly AirtableTable[]>;
  /** What was loaded a moment ago, else asks: a run checks, lists and describes the same base in one breath. */
  recent(options: CallOptions): Promise<readonly AirtableTable[]>;
  /** From what is known, asking only where nothing is. */
  get(id: string, options: CallOptions): Promise<AirtableTable>;
  /** What is known has turned out to be old. */
  forget(): void;
}

/** Milliseconds. */
const moment = 10_000;

export function createAirtableTables(
  client: AirtableClient,
  baseId: string,
  clock: Pick<Clock, 'now'>,
): AirtableTables {
  let known: readonly AirtableTable[] | null = null;
  let loadedAt = Number.NEGATIVE_INFINITY;

  async function load(options: CallOptions): Promise<readonly AirtableTable[]> {
    known = (await client.listTables(options)).map(describeTable);
    loadedAt = clock.now();
    return known;
  }

  return {
    load,
    recent: async (options) => (known !== null && clock.now() - loadedAt < moment ? known : load(options)),
    async get(id, options) {
      const table = known?.find((candidate) => candidate.id === id) ?? findTable(await load(options), id);
      if (table !== undefined) return table;
      throw unknownTable(id, baseId);
    },
    forget() {
      known = null;
    },
  };
}

export function findTable(tables: readonly AirtableTable[], id: string): AirtableTable | undefined {
  return tables.find((table) => table.id === id);
}

export function unknownTable(id: string, baseId: string): ConfigurationError {
  return new ConfigurationError(`The Airtable base ${baseId} has no table "${id}".`, {
    code: 'unknown-object',
    remedy: 'Name a table of the base by its name or its id; `linkwright objects` lists them.',
  });
}
