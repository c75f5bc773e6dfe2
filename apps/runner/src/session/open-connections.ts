import type { AccountInfo, AppConnection, CallOptions, ConnectContext, Connector } from '@linkwright/core';
import {
  type ConnectedApp,
  connectApp,
  createConnectContext,
  createRateLimiter,
  sendWhileHeld,
  systemClock,
} from '@linkwright/engine';
import { hostRuleOf } from '../configuration/allowed-hosts.ts';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../configuration/problem.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { validateSettings } from '../configuration/validate-settings.ts';
import { connectorTitle } from '../connectors/connector-title.ts';
import { loadConnectors } from '../connectors/load-connectors.ts';
import { tracedApp } from '../telemetry/traced-app.ts';
import { blaming } from './blame.ts';
import { type CallBook, openCallBook } from './call-book.ts';
import { heldState } from './held-state.ts';
import { problemOf, type Refusal, refusalBy, userCanMend } from './refusal.ts';
import { listening, type Told } from './remembered-schemas.ts';
import { withStoredSettings } from './stored-settings.ts';
import { grantOf } from './vault-of.ts';
import type { Watch, Work } from './work.ts';

export interface OpenConnection extends ConnectedApp {
  readonly connector: Connector<unknown>;
  readonly info: AccountInfo;
  /** What it has said of its objects since it was opened. */
  readonly told: Told;
}

/** The connections of a configuration that answered, and everything that is wrong with the rest of it. */
export interface Connections {
  readonly loaded: LoadedConfiguration;
  readonly connections: ReadonlyMap<string, OpenConnection>;
  readonly problems: PlacedProblem[];
  readonly refusals: Refusal[];
  readonly calls: CallBook;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** What stands in front of each connector. Absent: nothing does. */
  readonly adapt?: (connector: Connector<unknown>) => Connector<unknown>;
}

/** Loads the connectors of a file and checks each account. Collects problems instead of stopping at the first. */
export async function openConnections(
  given: Work,
  { adapt = (connector) => connector }: OpenOptions = {},
): Promise<Connections> {
  const work = await withStoredSettings(given);
  const { loaded, tell } = work;
  const { connectors, problems: missing, warnings } = await loadConnectors(loaded, work);
  for (const { message, remedy } of warnings) tell({ kind: 'note', text: `${message} ${remedy}` });
  const calls = await openCallBook(work);
  calls.waits.listen(() => tell({ kind: 'progress', line: calls.waits.line() }));
  const attempts = await Promise.all(
    [...connectors].map(async ([name, connector]) => ({
      name,
      ...(await attempt(work, calls, name, adapt(connector))),
    })),
  );
  // Apps answer in any order; what is read of them stands in the order of the file.
  const problems: PlacedProblem[] = [...loaded.problems, ...missing];
  const refusals: Refusal[] = [];
  const connections = new Map<string, OpenConnection>();
  for (const { name, opened, problems: wrong, refusal } of attempts) {
    problems.push(...wrong);
    if (opened !== null) connections.set(name, opened);
    if (refusal !== null) refusals.push(refusal);
  }
  return {
    loaded,
    connections,
    problems,
    refusals,
    calls,
    close: async () => {
      await closeAll(work, connections);
      await calls.save();
    },
  };
}

/** A connection that does not close changes nothing about what was done. */
export async function closeAll(
  { tell }: Pick<Watch, 'tell'>,
  connections: ReadonlyMap<string, Pick<OpenConnection, 'app'>>,
): Promise<void> {
  const outcomes = await Promise.allSettled([...connections.values()].map(({ app }) => app.close()));
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    const text = outcome.reason instanceof Error ? outcome.reason.message : String(outcome.reason);
    tell({ kind: 'trouble', text });
  }
}

interface Attempt {
  readonly opened: OpenConnection | null;
  readonly problems: readonly PlacedProblem[];
  readonly refusal: Refusal | null;
}

async function attempt(work: Work, calls: CallBook, name: string, connector: Connector<unknown>): Promise<Attempt> {
  const { loaded, signal } = work;
  const { settings, problems } = await validateSettings(loaded, name, connector, signal);
  if (settings === null) return { opened: null, problems, refusal: null };
  try {
    return { opened: await connect(work, calls, name, connector, settings), problems, refusal: null };
  } catch (error) {
    return { opened: null, problems, refusal: refusalBy(loaded, name, error) };
  }
}

async function connect(
  work: Work,
  calls: CallBook,
  name: string,
  connector: Connector<unknown>,
  settings: unknown,
): Promise<OpenConnection> {
  const { app, told } = connectOnly(work, calls, name, connector, settings);
  work.tell({ kind: 'progress', line: `connecting to ${connector.displayName} …` });
  const options: CallOptions = { signal: work.signal };
  const info = await app.check({}, options);
  const { displayName, capabilities } = connector;
  const account = `${connector.name}:${info.accountId}`;
  calls.opened(name, account);
  return { connector, info, told, displayName, account, timeZone: info.timeZone, capabilities, app };
}

/** The connection as its connector makes it; no call is made. */
export function connectOnly(
  work: Pick<Work, 'loaded' | 'redact' | 'hide' | 'span' | 'onAnswered'>,
  calls: CallBook,
  name: string,
  connector: Connector<unknown>,
  settings: unknown,
): { readonly app: AppConnection; readonly told: Told } {
  const { loaded, redact, span } = work;
  // A person may let Linkwright into another account by the same settings.
  if (connector.oauth?.isUsedBy(settings) !== true) calls.opening(name, connector.name, settings);
  const { load: _, ...deadlines } = loaded.configuration.connections[name]?.deadlines ?? {};
  const options = { connector: connectorTitle(connector), redact, deadlines };
  const app = blaming(connectApp(connector, settings, contextOf(work, calls, name, connector), options), name);
  return listening(span === undefined ? app : tracedApp(app, name, span));
}

/** What the connector of a connection is given: its limits, its meter, its credentials. */
export function contextOf(
  work: Pick<Work, 'loaded' | 'hide' | 'onAnswered'>,
  calls: CallBook,
  name: string,
  connector: Connector<unknown>,
): ConnectContext {
  const { loaded, onAnswered } = work;
  const { requestsPerSecond, share } = loaded.configuration.connections[name]?.limits ?? {};
  const turns = calls.turnsOf(name);
  const paced = createRateLimiter(systemClock, {
    name: connector.displayName,
    limits: connector.rateLimits,
    onWait: (until) => calls.waits.wait(connector.displayName, until),
    ...(turns && { turns }),
    ...(share !== undefined && { share }),
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
  });
  const limits = sendWhileHeld(paced, () => heldState(loaded.state)?.lease ?? null, systemClock);
  const meter = calls.meterOf(name);
  return createConnectContext({
    clock: systemClock,
    random: Math.random,
    limits: meter.guard(limits),
    connection: name,
    onCall: () => meter.count(),
    ...(onAnswered && { onAnswer: (status: number | null) => onAnswered(name, status) }),
    credentials: grantOf(work, name),
    allowsHost: hostRuleOf(loaded, name, connector),
  });
}

/** Throws what is wrong: all problems together, each with its place, or the one thing that keeps an app from answering. */
export function refuseProblems({ problems, refusals, loaded }: Connections): void {
  const [first] = refusals;
  // Which line holds the token is half of what to do about it; an app that does not answer is no mistake of the file.
  const isNoMistake = !refusals.some(({ path, error }) => userCanMend(error) && path[0] === 'connections');
  if (first && problems.length === 0 && isNoMistake) throw first.error;
  const all = [...problems, ...refusals.map(problemOf)];
  if (all.length > 0) throw new ProblemsError(all, loaded);
}

/** For verbs that do their part beside mistakes: says that there are some. */
export function noteProblems({ tell }: Pick<Watch, 'tell'>, { problems, refusals }: Connections): void {
  if (problems.length + refusals.length > 0) {
    tell({ kind: 'note', text: 'The file has mistakes that were passed over: linkwright check tells.' });
  }
}
