import type { Client, Query, QueryConfig, QueryResult } from 'pg';

/** A connection to a server, and the driver's class of what is asked of it: the driver is loaded where a state needs it. */
export interface PostgresSession {
  readonly client: Client;
  readonly Query: typeof Query;
  /** Names of the statements that are prepared in it, by their texts. */
  readonly prepared: Map<string, string>;
  /** Does the process wait for it? So it does unless this says otherwise. */
  keepsAwake(does: boolean): void;
  end(): Promise<void>;
  /** Without good-bye: the server may not answer. */
  destroy(): void;
}

/**
 * Sends a statement, and in front of it, in the same message, others that are prepared and have no parameters, by their names.
 * Where one of them fails, the server passes over all that follow and the error is told: what stands behind `begin` is never carried
 * out without it.
 */
export function askPostgres(
  { client, Query }: PostgresSession,
  config: QueryConfig,
  before: readonly string[],
): Promise<QueryResult> {
  if (before.length === 0) return client.query(config);
  return new Promise((resolve, reject) => {
    // The other protocol, for statements without parameters, knows no end of a failed message.
    const extended = { ...config, queryMode: 'extended' };
    const query = new Query(extended, (error, result) => {
      if (error) reject(error);
      // Of several statements the driver gives a list of results.
      else resolve([result].flat().at(-1) ?? result);
    });
    const submit = query.submit.bind(query);
    query.submit = (connection) => {
      connection.stream.cork();
      try {
        for (const statement of before) {
          connection.bind({ statement }, true);
          connection.execute({}, true);
        }
        return submit(connection);
      } finally {
        connection.stream.uncork();
      }
    };
    client.query(query);
  });
}
