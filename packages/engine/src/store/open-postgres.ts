import { Kysely, sql } from 'kysely';
import { z } from 'zod';
import { analyzeAsItGrows } from './analyze-postgres.ts';
import type { Database } from './database.ts';
import { groupTransactions } from './group-transactions.ts';
import { isLatest, migrate, type SchemaVersion } from './migrate.ts';
import { type PostgresAddress, postgresAddress } from './postgres-address.ts';
import { connectPostgres } from './postgres-client.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { PostgresDriver, type PostgresTraffic, waitForNoDisk } from './postgres-driver.ts';
import { postgresError } from './postgres-error.ts';
import { fenceOf, isFenceFailure, leaseLost, sessionName } from './postgres-lease.ts';
import { borrowPostgres, isMissing } from './session-pool.ts';
import { type Store, type StoreOptions, storeOn } from './store.ts';

/**
 * States that this process has opened, by what the driver is told and their schema: each is asked for its version alone, and looked at
 * more closely where there is another answer than the last time.
 */
const opened = new Set<string>();

/** Made where it is missing, as are its schema and its tables. Throws what `postgresError` tells. */
export async function openPostgres(url: string, options: StoreOptions): Promise<Store> {
  const address = postgresAddress(url, options.schema);
  const traffic: PostgresTraffic = { roundTrips: 0, inserted: new Map() };
  const told: ToldVersion = { version: null };
  const database = databaseAt(address, options, traffic, told);
  try {
    if (!(await isAsBefore(database, address, told))) {
      await makeSchema(database, address.schema);
      await migrate(database, versionTable(address.schema));
      opened.add(keyOf(address));
    }
    const analyze = analyzeAsItGrows(traffic.inserted);
    return storeOn(database, {
      transaction: groupTransactions(database, {
        async begun(transaction, { repeatable }) {
          if (repeatable) await sql.raw(waitForNoDisk).execute(transaction);
        },
        after: () => analyze(database),
      }),
      // The server itself empties what is deleted, now and then; its log of writes is its operator's.
      async compact() {
        await sql`vacuum`.execute(database);
      },
      between: analyze,
    });
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/** Has a store been opened there before? */
export async function isPostgresState(url: string, options: StoreOptions): Promise<boolean> {
  const address = postgresAddress(url, options.schema);
  const told: ToldVersion = { version: null };
  const database = databaseAt(address, options, { roundTrips: 0, inserted: new Map() }, told);
  try {
    return (await isAsBefore(database, address, told)) || (await hasVersion(database, address.schema));
  } finally {
    await database.destroy();
  }
}

const keyOf = ({ connectionString, schema }: PostgresAddress): string => JSON.stringify([connectionString, schema]);

/** Was it brought up to date by this process, and is it still there? */
async function isAsBefore(database: Kysely<Database>, address: PostgresAddress, told: ToldVersion): Promise<boolean> {
  if (!opened.has(keyOf(address))) return false;
  try {
    // The connection that is opened for it may bring the answer along.
    await database.connection().execute(async () => undefined);
    return isLatest(told.version ?? (await readVersion(database)));
  } catch (error) {
    if (!isMissing(error)) throw error;
    opened.delete(keyOf(address));
    return false;
  }
}

const versionRows = z.tuple([z.object({ version: z.coerce.number() })]);

/** What a connection was told at its beginning. `null`: it was not asked, or there is none. */
interface ToldVersion {
  version: number | null;
}

function databaseAt(
  address: PostgresAddress,
  { busyTimeoutMs = 10_000, signal, lease }: StoreOptions,
  traffic: PostgresTraffic,
  told: ToldVersion,
): Kysely<Database> {
  // Where there is no such table the server would note an error.
  const question = opened.has(keyOf(address)) && {
    text: 'select version from schema_version',
    answered(rows: readonly unknown[]) {
      told.version = versionRows.safeParse(rows).data?.[0].version ?? null;
    },
  };
  const driver = new PostgresDriver({
    // One that is to be given up at a moment's notice, or known by its name, is nobody else's.
    open: () =>
      lease || signal
        ? connectPostgres(address, busyTimeoutMs, lease && sessionName(lease.owner))
        : borrowPostgres(address, busyTimeoutMs, question || undefined),
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
  return new Kysely<Database>({ dialect: postgresDialect(driver) });
}

/** Where somebody else has made it, the right to make schemas is not needed. */
async function makeSchema(database: Kysely<Database>, schema: string): Promise<void> {
  if (await hasSchema(database, schema)) return;
  await database.transaction().execute(async (transaction) => {
    await holdMigrations(transaction, schema);
    // Asked once more: `if not exists` goes by what a session remembers, which may be from before it waited for its turn.
    if (!(await hasSchema(transaction, schema))) await sql`create schema ${sql.id(schema)}`.execute(transaction);
  });
}

async function hasSchema(database: Kysely<Database>, schema: string): Promise<boolean> {
  return (await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(database)).rows.length > 0;
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

async function readVersion(database: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(database);
  return rows[0]?.version ?? 0;
}

const versionTable = (schema: string): SchemaVersion => ({
  async read(database) {
    return (await hasVersion(database, schema)) ? readVersion(database) : 0;
  },
  async write(database, version) {
    await sql`create table if not exists schema_version (version integer not null)`.execute(database);
    await sql`delete from schema_version`.execute(database);
    await sql`insert into schema_version values (${version})`.execute(database);
  },
  hold: (transaction) => holdMigrations(transaction, schema),
});
