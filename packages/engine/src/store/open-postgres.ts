import { Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { groupTransactions } from './group-transactions.ts';
import { migrate, type SchemaVersion } from './migrate.ts';
import { type PostgresAddress, postgresAddress } from './postgres-address.ts';
import { connectPostgres } from './postgres-client.ts';
import { PostgresStoreDialect } from './postgres-dialect.ts';
import { PostgresDriver, type PostgresTraffic } from './postgres-driver.ts';
import { postgresError } from './postgres-error.ts';
import { fenceOf, isFenceFailure, leaseLost, sessionName } from './postgres-lease.ts';
import { type Store, type StoreOptions, storeOn } from './store.ts';

/** Made where it is missing, as are its schema and its tables. Throws what `postgresError` tells. */
export async function openPostgres(url: string, options: StoreOptions): Promise<Store> {
  const address = postgresAddress(url, options.schema);
  const traffic: PostgresTraffic = { roundTrips: 0, inserted: 0 };
  const database = databaseAt(address, options, traffic);
  try {
    await makeSchema(database, address.schema);
    await migrate(database, versionTable(address.schema));
    const analyze = await analyzeAsItGrows(database, traffic);
    return storeOn(
      database,
      groupTransactions(database, { after: () => analyze(database) }),
      // The server itself empties what is deleted, now and then; its log of writes is its operator's.
      async () => {
        await sql`vacuum`.execute(database);
      },
      analyze,
    );
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/** Has a store been opened there before? */
export async function isPostgresState(url: string, options: StoreOptions): Promise<boolean> {
  const address = postgresAddress(url, options.schema);
  const database = databaseAt(address, options, { roundTrips: 0, inserted: 0 });
  try {
    return await hasVersion(database, address.schema);
  } finally {
    await database.destroy();
  }
}

function databaseAt(
  address: PostgresAddress,
  { busyTimeoutMs = 10_000, signal, lease }: StoreOptions,
  traffic: PostgresTraffic,
): Kysely<Database> {
  const driver = new PostgresDriver({
    open: () => connectPostgres(address, busyTimeoutMs, lease && sessionName(lease.owner)),
    traffic,
    translated(error, reconnected) {
      if (signal?.aborted) return signal.reason;
      return lease && isFenceFailure(error)
        ? leaseLost(address.shown)
        : postgresError(error, address.shown, reconnected);
    },
    signal,
    fence: lease && fenceOf(lease.epoch),
  });
  return new Kysely<Database>({ dialect: new PostgresStoreDialect(driver) });
}

/** Where somebody else has made it, the right to make schemas is not needed. */
async function makeSchema(database: Kysely<Database>, schema: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(database);
  if (rows.length > 0) return;
  await database.transaction().execute(async (transaction) => {
    await holdMigrations(transaction, schema);
    await sql`create schema if not exists ${sql.id(schema)}`.execute(transaction);
  });
}

async function holdMigrations(transaction: Kysely<Database>, schema: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`linkwright migrates ${schema}`}, 0))`.execute(transaction);
}

async function hasVersion(database: Kysely<Database>, schema: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_tables where schemaname = ${schema} and tablename = 'schema_version'
  `.execute(database);
  return rows.length > 0;
}

const versionTable = (schema: string): SchemaVersion => ({
  async read(database) {
    if (!(await hasVersion(database, schema))) return 0;
    const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(database);
    return rows[0]?.version ?? 0;
  },
  async write(database, version) {
    await sql`create table if not exists schema_version (version integer not null)`.execute(database);
    await sql`delete from schema_version`.execute(database);
    await sql`insert into schema_version values (${version})`.execute(database);
  },
  hold: (transaction) => holdMigrations(transaction, schema),
});

/** Below so many rows every plan is quick. */
const fewRows = 2000;

/**
 * PostgreSQL counts the rows of its tables about once a minute, and until then reads a table that has just been filled as a whole to
 * find a few of its rows. So they are counted whenever they may have doubled.
 */
async function analyzeAsItGrows(
  database: Kysely<Database>,
  traffic: PostgresTraffic,
): Promise<(database: Kysely<Database>) => Promise<void>> {
  const { rows: tables } = await sql<{ name: string; count: number }>`
    select relname as name, greatest(reltuples, 0)::bigint as count from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r'
  `.execute(database);
  const known = tables.reduce((sum, { count }) => sum + count, 0);
  const names = sql.join(tables.map(({ name }) => sql.id(name)));
  let next = Math.max(fewRows, known);
  return async (executor) => {
    if (traffic.inserted < next) return;
    next = traffic.inserted * 2;
    await sql`analyze ${names}`.execute(executor);
  };
}
