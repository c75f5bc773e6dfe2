import {
  type AppConnection,
  type ConnectContext,
  type Connector,
  ContractError,
  connectionProblem,
} from '@linkwright/core';
import { type CheckedConnectionOptions, checkConnection } from './checked-connection.ts';
import { brokenAnswer, thrownBy } from './connector-fault.ts';
import { inConnector } from './connector-scope.ts';
import { watchContext } from './life-signs.ts';

/**
 * Connects to an account, and holds the connection to the contract. Calls that it sends and turns that it waits for count
 * as signs of life.
 */
export function connectApp(
  connector: Connector<unknown>,
  settings: unknown,
  given: ConnectContext,
  options: Omit<CheckedConnectionOptions, 'signs'>,
): AppConnection {
  const work = { connector: options.connector, what: 'connect' };
  const { context, signs } = watchContext(given);
  let app: AppConnection;
  try {
    app = inConnector(work, () => connector.connect(settings, context));
  } catch (error) {
    throw thrownBy(error, work);
  }
  const problem = connectionProblem(app);
  if (problem !== null) throw brokenAnswer(new ContractError(`${problem}.`, { code: 'invalid-connection' }), work);
  return checkConnection(app, { ...options, signs });
}
