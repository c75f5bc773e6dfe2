import pg from 'pg';
import type { ConstructorOptions } from 'pg-boss';

type QueueDatabase = NonNullable<ConstructorOptions['db']>;

/**
 * A database for pg-boss on a clock of its own. What it wants said at the start of each connection is said, and waited for, before
 * anything else is asked there: its own pool sends both at once, which the driver is to refuse one day.
 */
export function heldQueueDatabase(connectionString: string): QueueDatabase & { close(): Promise<void> } {
  let first: readonly string[] = [];
  const pool = new pg.Pool({
    connectionString,
    max: 4,
    async onConnect(client) {
      for (const statement of first) await client.query(statement);
    },
  });
  return {
    executeSql: (text, values) => pool.query(text, values),
    async setSessionStatements(statements: readonly string[]) {
      first = statements;
    },
    async beginTransaction() {
      const client = await pool.connect();
      const end = async (word: string): Promise<void> => {
        await client.query(word);
        client.release();
      };
      await client.query('begin');
      return {
        db: { executeSql: (text, values) => client.query(text, values) },
        commit: () => end('commit'),
        rollback: () => end('rollback'),
      };
    },
    close: () => pool.end(),
  };
}
