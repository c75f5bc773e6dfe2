import pg from 'pg';

/** Where a test keeps its state. */
export interface TestState {
  readonly place: string;
  /** Of a PostgreSQL database. */
  readonly schema?: string;
  /** Nobody has it open any more. */
  release(): Promise<void>;
}

/** Schemas that were emptied: making their tables takes longer than most tests. */
const free: string[] = [];
let made = 0;

/** An empty state: in memory, or, where `LINKWRIGHT_TEST_STATE` names a PostgreSQL database, a schema of its own there. */
export function testState(place = process.env.LINKWRIGHT_TEST_STATE): TestState {
  if (place === undefined) return { place: ':memory:', release: async () => undefined };
  const schema = free.pop() ?? nextSchema();
  return {
    place,
    schema,
    async release() {
      await empty(place, schema);
      free.push(schema);
    },
  };
}

function nextSchema(): string {
  made += 1;
  return schemaOf(made);
}

const schemaOf = (number: number): string => `test_${process.pid}_${number}`;

/** Leaves a database that is somebody's own as it was. No state is used any more. */
export async function dropTestStates(place: string): Promise<void> {
  const client = new pg.Client({ connectionString: place });
  await client.connect();
  try {
    for (; made > 0; made -= 1) await client.query(`drop schema if exists ${schemaOf(made)} cascade`);
    free.length = 0;
  } finally {
    await client.end();
  }
}

/** All rows but the number of the last migration. Rows are numbered from 1 again. */
async function empty(place: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: place });
  await client.connect();
  try {
    await client.query(`
      do $$ declare one record; begin
        for one in select tablename as name from pg_tables where schemaname = '${schema}' and tablename <> 'schema_version' loop
          execute format('delete from %I.%I', '${schema}', one.name);
        end loop;
        for one in select sequencename as name from pg_sequences where schemaname = '${schema}' loop
          execute format('alter sequence %I.%I restart', '${schema}', one.name);
        end loop;
      end $$
    `);
  } finally {
    await client.end();
  }
}
