import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { databaseNow } from './database-now.ts';
import { keptStatement } from './kept-statement.ts';

/**
 * `grant`: what a connector renews. `settings`: secrets of a connection's settings that are not in the file. `hints`: what an app signs
 * its calls with, when it tells that something has changed.
 */
export const credentialKinds = ['grant', 'settings', 'hints'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

export interface CredentialPlace {
  readonly connection: string;
  readonly kind: CredentialKind;
}

export interface StoredCredential extends CredentialPlace {
  readonly version: number;
  readonly sealed: string | null;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  readonly exchange: StoredExchange | null;
}

/** A request that may arrive only once, and was sent to replace this version. */
export interface StoredExchange {
  readonly id: string;
  /** May its answer still come? */
  readonly isUnderWay: boolean;
  /** Sealed. `null`: there is none. */
  readonly answer: string | null;
}

const versions = keptStatement({
  build: (database, left: CredentialKind) =>
    database
      .selectFrom('credentials')
      .select(['connection', 'kind', 'version'])
      .where('kind', '<>', left)
      .orderBy('connection')
      .orderBy('kind')
      .compile(),
  parameters: (left) => [left],
});

/** Of whatever opens the accounts, in an order of its own. */
export const credentialVersions = (
  database: Kysely<Database>,
): Promise<readonly { readonly connection: string; readonly kind: string; readonly version: number }[]> =>
  versions(database, 'hints');

const columns = [
  'connection',
  'kind',
  'version',
  'sealed',
  'changed_at',
  'exchange',
  'exchange_answer',
  sql<number>`case when exchange_until > ${databaseNow()} then 1 else 0 end`.as('is_under_way'),
] as const;

export async function readCredential(
  database: Kysely<Database>,
  { connection, kind }: CredentialPlace,
): Promise<StoredCredential | null> {
  const row = await database
    .selectFrom('credentials')
    .select(columns)
    .where('connection', '=', connection)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row === undefined ? null : credentialOf(row);
}

/** All that hold something, in the order of their connections. */
export async function listCredentials(database: Kysely<Database>): Promise<readonly StoredCredential[]> {
  const rows = await database
    .selectFrom('credentials')
    .select(columns)
    .where('sealed', 'is not', null)
    .orderBy('connection')
    .orderBy('kind')
    .execute();
  return rows.map(credentialOf);
}

/**
 * Nobody else changes it until the lease has ended. Whoever holds it already has it for longer. `null`: somebody else does.
 */
export async function claimCredential(
  database: Kysely<Database>,
  { connection, kind }: CredentialPlace,
  owner: string,
  leaseMs: number,
): Promise<StoredCredential | null> {
  const until = sql<number>`${databaseNow()} + ${sql.lit(leaseMs)}`;
  const empty = { version: 0, sealed: null, changed_at: 0, lease_owner: null, lease_until: 0, ...noExchange };
  await database
    .insertInto('credentials')
    .values({ connection, kind, ...empty })
    .onConflict((conflict) => conflict.columns(['connection', 'kind']).doNothing())
    .execute();
  const row = await database
    .updateTable('credentials')
    .set({ lease_owner: owner, lease_until: until })
    .where('connection', '=', connection)
    .where('kind', '=', kind)
    .where(({ or, eb }) => or([eb('lease_owner', '=', owner), eb('lease_until', '<', databaseNow())]))
    .returning(columns)
    .executeTakeFirst();
  return row === undefined ? null : credentialOf(row);
}

/** Another may take it at once. What was sent and not answered stays known. */
export async function releaseCredential(
  database: Kysely<Database>,
  { connection, kind }: CredentialPlace,
  owner: string,
): Promise<void> {
  await database
    .updateTable('credentials')
    .set({ lease_owner: null, lease_until: 0 })
    .where('connection', '=', connection)
    .where('kind', '=', kind)
    .where('lease_owner', '=', owner)
    .execute();
}

/** Ends the lease, and what was known of an exchange. False: it is not this version any more. */
export async function saveCredential(
  database: Kysely<Database>,
  { connection, kind }: CredentialPlace,
  { version, sealed }: { readonly version: number; readonly sealed: string },
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('credentials')
    .set({ sealed, version: version + 1, changed_at: databaseNow(), lease_owner: null, lease_until: 0, ...noExchange })
    .where('connection', '=', connection)
    .where('kind', '=', kind)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows > 0;
}

const noExchange = { exchange: null, exchange_until: 0, exchange_answer: null } as const;

interface Exchange {
  readonly version: number;
  readonly id: string;
}

/**
 * Notes that a request is about to be sent. False: it must not be: one has been sent from this version before, or the version is
 * another by now, or the lease has gone to somebody else. `again`: the one that was sent before has not been carried out.
 */
export async function beginExchange(
  database: Kysely<Database>,
  { connection, kind }: CredentialPlace,
  exchange: Exchange & { readonly owner: string; readonly timeoutMs: number; readonly again: boolean },
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('credentials')
    .set({
      exchange: exchange.id,
      exchange_until: sql<number>`${databaseNow()} + ${sql.lit(exchange.timeoutMs)}`,
      exchange_answer: null,
    })
    .where('connection', '=', connection)
    .where('kind', '=', kind)
    .where('version', '=', exchange.version)
    .where('lease_owner', '=', exchange.owner)
    .where(({ or, eb, and }) =>
      or([
        eb('exchange', 'is', null),
        ...(exchange.again ? [and([eb('exchange_until', '<', databaseNow()), eb('exchange_answer', 'is', null)])] : []),
      ]),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0;
}

/**
 * Writes down what came of it. `answer: null`: nothing did, and nothing will. Whoever sent it need not be there any more, so the lease
 * ends.
 */
export async function endExchange(
  database: Kysely<Database>,
  { connection, kind }: CredentialPlace,
  { version, id, answer }: Exchange & { readonly answer: string | null },
): Promise<void> {
  await database
    .updateTable('credentials')
    .set({ exchange_answer: answer, exchange_until: 0, lease_owner: null, lease_until: 0 })
    .where('connection', '=', connection)
    .where('kind', '=', kind)
    .where('version', '=', version)
    .where('exchange', '=', id)
    .execute();
}

/** It has not left, or its answer has been dealt with: the next one is sent as if it had never been. */
export async function forgetExchange(
  database: Kysely<Database>,
  { connection, kind }: CredentialPlace,
  { version, id }: Exchange,
): Promise<void> {
  await database
    .updateTable('credentials')
    .set(noExchange)
    .where('connection', '=', connection)
    .where('kind', '=', kind)
    .where('version', '=', version)
    .where('exchange', '=', id)
    .execute();
}

/** False: there was none. */
export async function deleteCredential(
  database: Kysely<Database>,
  { connection, kind }: CredentialPlace,
): Promise<boolean> {
  const { numDeletedRows } = await database
    .deleteFrom('credentials')
    .where('connection', '=', connection)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return numDeletedRows > 0;
}

interface CredentialRow {
  readonly connection: string;
  readonly kind: string;
  readonly version: number;
  readonly sealed: string | null;
  readonly changed_at: number;
  readonly exchange: string | null;
  readonly exchange_answer: string | null;
  readonly is_under_way: number;
}

const credentialOf = (row: CredentialRow): StoredCredential => ({
  connection: row.connection,
  kind: credentialKinds.find((kind) => kind === row.kind) ?? 'grant',
  version: row.version,
  sealed: row.sealed,
  changedAt: row.changed_at,
  exchange:
    row.exchange === null
      ? null
      : { id: row.exchange, isUnderWay: row.is_under_way === 1, answer: row.exchange_answer },
});

/** The same text under another key: its version stays, as whoever is about to change it still holds what it read. */
export async function resealCredential(
  database: Kysely<Database>,
  { connection, kind }: CredentialPlace,
  sealed: string,
): Promise<void> {
  await database
    .updateTable('credentials')
    .set({ sealed })
    .where('connection', '=', connection)
    .where('kind', '=', kind)
    .execute();
}
