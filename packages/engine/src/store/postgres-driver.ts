import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import { askPostgres, type PostgresSession } from './ask-postgres.ts';
import { readColumn } from './postgres-values.ts';

/** So many texts of statements stay prepared on the server. */
const preparedStatements = 200;

/** What has been asked of the server. */
export interface PostgresTraffic {
  /** Requests whose answer was waited for. */
  roundTrips: number;
  /** Rows that were inserted, by table. */
  readonly inserted: Map<string, number>;
}

/** What an error is told as. `reconnected`: an earlier connection was lost, and its temporary tables with it. */
type Translated = (error: unknown, reconnected: boolean) => unknown;

export interface PostgresDriverOptions {
  readonly open: () => Promise<PostgresSession>;
  readonly traffic: PostgresTraffic;
  readonly translated: Translated;
  /** The connection is given up when it aborts, and no other one is opened. */
  readonly signal?: AbortSignal | undefined;
  /** A statement that fails where the state is no longer ours: it stands in front of what each transaction does. */
  readonly fence?: string | undefined;
}

/**
 * One connection, lent to one user at a time: what runs inside and outside a transaction takes turns, as with SQLite. One that
 * was lost is opened anew for the next user.
 */
export class PostgresDriver implements Driver {
  readonly #open: () => Promise<PostgresSession>;
  readonly #traffic: PostgresTraffic;
  readonly #translated: Translated;
  readonly #fence: string | undefined;
  #opened: Promise<Connection> | null = null;
  #hasOpened = false;
  /** Until the connection is handed back. */
  #lent: Promise<void> = Promise.resolve();
  #handBack: () => void = () => undefined;
  #destroyed = false;

  constructor({ open, traffic, translated, signal, fence }: PostgresDriverOptions) {
    this.#open = open;
    this.#traffic = traffic;
    this.#translated = translated;
    this.#fence = fence;
    const giveUp = async (): Promise<void> => {
      this.#destroyed = true;
      (await this.#opened?.catch(() => null))?.giveUp();
    };
    signal?.addEventListener('abort', () => void giveUp(), { once: true });
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#lent;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lent = promise;
    await before;
    try {
      const connection = await this.#current();
      this.#handBack = resolve;
      return connection;
    } catch (error) {
      resolve();
      throw this.#translated(error, this.#hasOpened);
    }
  }

  async releaseConnection(): Promise<void> {
    this.#handBack();
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
    if (this.#fence !== undefined) await connection.executeQuery(CompiledQuery.raw(this.#fence));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    await this.#lent;
    this.#destroyed = true;
    const connection = await this.#opened?.catch(() => null);
    await connection?.end();
  }

  async #current(): Promise<Connection> {
    const known = await this.#opened?.catch(() => null);
    if (known?.isOpen) return known;
    if (this.#destroyed) throw new Error('The state is closed.');
    const reconnected = this.#hasOpened;
    const opening = this.#open().then((session) => {
      this.#hasOpened = true;
      return new Connection(session, this.#traffic, (error) => this.#translated(error, reconnected), this.#fence);
    });
    this.#opened = opening;
    return opening;
  }
}

/** First in a transaction: its commit is written in its order, and not waited for. */
export const waitForNoDisk = 'set local synchronous_commit = off';

/**
 * Answered by "done" alone, so they need no round trip of their own: they travel in front of the statement that comes next. So does
 * the fence, whose answer is that it did not fail.
 */
const leadingStatements = ['begin', waitForNoDisk, 'savepoint member', 'release member'];

class Connection implements DatabaseConnection {
  readonly #session: PostgresSession;
  readonly #traffic: PostgresTraffic;
  readonly #translated: (error: unknown) => unknown;
  readonly #leading: ReadonlySet<string>;
  /** What was asked for and has not been sent. */
  #waiting: string[] = [];
  /** A statement of the transaction has failed: the server refuses all others until something is taken back. */
  #hasFailed = false;
  isOpen = true;

  constructor(
    session: PostgresSession,
    traffic: PostgresTraffic,
    translated: (error: unknown) => unknown,
    fence: string | undefined,
  ) {
    this.#leading = new Set(fence === undefined ? leadingStatements : [...leadingStatements, fence]);
    this.#session = session;
    this.#traffic = traffic;
    this.#translated = translated;
    session.client.on('error', this.#lost);
    session.client.on('end', this.#lost);
  }

  /** Whoever asks next is told. */
  readonly #lost = (): void => {
    this.isOpen = false;
  };

  async executeQuery<Row>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const isRollback = text === 'rollback';
    if (this.#isUntouched(text) || (isRollback && !this.isOpen)) {
      // A lost connection has taken everything back by itself; this must not hide why.
      this.#waiting = [];
      return { rows: [] };
    }
    if (this.#leading.has(text) && this.#session.prepared.has(text) && !this.#hasFailed && this.isOpen) {
      this.#waiting.push(text);
      return { rows: [] };
    }
    const before = isRollback ? [] : this.#waiting;
    this.#waiting = [];
    this.#traffic.roundTrips += 1;
    try {
      const name = parameters.length > 0 || this.#leading.has(text) ? this.#nameOf(text) : undefined;
      const values = parameters.map(sound);
      const result = await askPostgres(
        this.#session,
        { text, values, types: readColumn, ...(name !== undefined && { name }) },
        before.map((waiting) => this.#session.prepared.get(waiting) ?? ''),
      );
      if (text === 'commit' && result.command === 'ROLLBACK') {
        throw new Error('The transaction was taken back: one of its statements had failed.');
      }
      if (result.command === 'ROLLBACK' || result.command === 'COMMIT') this.#hasFailed = false;
      if (result.command === 'INSERT') this.#countInserted(text, result.rowCount ?? 0);
      const changed = ['INSERT', 'UPDATE', 'DELETE'].includes(result.command);
      return { rows: result.rows, ...(changed && { numAffectedRows: BigInt(result.rowCount ?? 0) }) };
    } catch (error) {
      this.#hasFailed = true;
      throw this.#translated(error);
    }
  }

  #countInserted(text: string, rows: number): void {
    const [, table] = /^\s*insert into "?(\w+)/.exec(text) ?? [];
    const { inserted } = this.#traffic;
    if (table !== undefined) inserted.set(table, (inserted.get(table) ?? 0) + rows);
  }

  /** Does this end a transaction that the server has heard nothing of? */
  #isUntouched(text: string): boolean {
    return (text === 'commit' || text === 'rollback') && this.#waiting[0] === 'begin';
  }

  // biome-ignore lint/correctness/useYield: nothing here reads a statement row by row.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new TypeError('The state is not read as a stream.');
  }

  giveUp(): void {
    this.isOpen = false;
    this.#session.destroy();
  }

  async end(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    // Somebody else may use it after us.
    this.#session.client.off('error', this.#lost);
    this.#session.client.off('end', this.#lost);
    await this.#session.end();
  }

  #nameOf(text: string): string | undefined {
    const { prepared } = this.#session;
    const known = prepared.get(text);
    if (known !== undefined || prepared.size >= preparedStatements) return known;
    const name = `s${prepared.size}`;
    prepared.set(text, name);
    return name;
  }
}

/** PostgreSQL keeps no U+0000 in a text. */
const sound = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
