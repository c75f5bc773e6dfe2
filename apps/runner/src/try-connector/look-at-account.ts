import { ConfigurationError, isErrorOfKind, nearest } from '@linkwright/core';
import type { OpenConnection } from '../session/open-connections.ts';
import type { Work } from '../session/work.ts';
import { lookAtObject, type Step } from './look-at-object.ts';
import type { Finding, Look, LookStep } from './look-report.ts';
import { schemaFindings } from './schema-findings.ts';
import type { CallWatch } from './watch-calls.ts';

export interface LookOptions {
  /** Names of objects. Empty: the first few. */
  readonly objects: readonly string[];
  /** Of each object, so many at most. */
  readonly records: number;
  readonly onStep: (step: LookStep) => void;
}

/** Objects that are looked at where nobody names any. */
const usualObjects = 3;

/**
 * Looks at a live account through a connection that cannot write: what the connector says of it, how long that takes, and what
 * cannot be right. A step that fails is told, and the others go on. Throws the signal's reason.
 */
export async function lookAtAccount(
  work: Work,
  name: string,
  connection: OpenConnection,
  watch: CallWatch,
  options: LookOptions,
): Promise<Look> {
  const { app, info, connector } = connection;
  const steps: LookStep[] = [];
  const findings: Finding[] = [];
  const find = (kind: Finding['kind'], object: string, message: string): void => {
    if (!findings.some((one) => one.object === object && one.message === message))
      findings.push({ kind, object, message: work.redact(message) });
  };
  const step: Step = async (member, object, run, tell) => {
    const begun = work.now();
    const before = watch.calls;
    const put = (result: string, failed: boolean): void => {
      const milliseconds = work.now() - begun;
      const told = { member, object, milliseconds, calls: watch.calls - before, result: work.redact(result), failed };
      steps.push(told);
      options.onStep(told);
    };
    try {
      const answer = await run();
      put(tell(answer), false);
      return answer;
    } catch (error) {
      work.signal.throwIfAborted();
      const message = error instanceof Error ? error.message : String(error);
      put(message, true);
      // What may not be read is the account's affair, an app that is down nobody's.
      const isFault = isErrorOfKind(error, 'contract') || isErrorOfKind(error, 'record');
      find(isFault ? 'wrong' : 'note', object, `${member} failed: ${message}`);
      return null;
    }
  };

  const listing = await step(
    'listObjects',
    '',
    () => app.listObjects({}, work),
    ({ objects, complete }) => `${objects.length} objects${complete ? '' : ', and others by their ids'}`,
  );
  const objects = listing?.objects ?? [];
  const chosen = chosenObjects(objects, listing?.complete === false, options.objects);
  const known = listing?.complete === true ? new Set(objects.map(({ id }) => id)) : null;
  if (new Set(objects.map(({ id }) => id)).size < objects.length)
    find('wrong', '', 'listObjects gives two objects one id.');
  for (const id of chosen) {
    const label = objects.find((one) => one.id === id)?.name ?? id;
    const described = await step(
      'describeObjects',
      label,
      () => app.describeObjects({ objects: [id] }, work),
      ([one]) => `${one?.fields.length ?? 0} fields, ${one?.associations.length ?? 0} association fields`,
    );
    const schema = described?.[0];
    if (schema === undefined) continue;
    const capabilities = { ...connector.capabilities, ...schema.capabilities };
    const { wrong, notes } = schemaFindings(schema, capabilities, known);
    for (const message of wrong) find('wrong', schema.name, message);
    for (const message of notes) find('note', schema.name, message);
    await lookAtObject({
      connection,
      schema,
      capabilities,
      records: options.records,
      step,
      find: (kind, message) => find(kind, schema.name, message),
      options: work,
    });
  }
  if (app.readRights)
    await step(
      'readRights',
      '',
      async () => app.readRights?.({ objects: chosen }, work),
      () => 'told',
    );
  if (app.readCallUsage)
    await step(
      'readCallUsage',
      '',
      async () => app.readCallUsage?.({}, work),
      () => 'told',
    );
  judgeCalls(connection, watch, work, (kind, message) => find(kind, '', message));
  return {
    connection: name,
    account: { id: info.accountId, name: info.name, timeZone: info.timeZone ?? null },
    objects: { listed: objects.length, complete: listing?.complete ?? false, looked: [...chosen] },
    steps,
    findings,
    limits: {
      declared: Object.fromEntries(
        Object.entries(connector.rateLimits).map(([bucket, { requests, perMs }]) => [bucket, { requests, perMs }]),
      ),
      calls: watch.calls,
      leaves: watch.leaves,
      pauses: watch.pauses,
    },
  };
}

function chosenObjects(
  objects: readonly { readonly id: string; readonly name: string }[],
  isOpen: boolean,
  asked: readonly string[],
): readonly string[] {
  if (asked.length === 0) return objects.slice(0, usualObjects).map(({ id }) => id);
  return asked.map((wanted) => {
    const found = objects.find(({ id, name }) => id === wanted || name === wanted);
    if (found !== undefined) return found.id;
    if (isOpen) return wanted;
    const near = nearest(
      wanted,
      objects.map(({ name }) => name),
    );
    throw new ConfigurationError(`The account has no object "${wanted}".`, {
      code: 'unknown-object',
      remedy: near === null ? `It has ${objects.map(({ name }) => name).join(', ')}.` : `Did you mean "${near}"?`,
    });
  });
}

function judgeCalls(
  { connector }: OpenConnection,
  { calls, leaves, pauses, logged }: CallWatch,
  { loaded }: Work,
  find: (kind: Finding['kind'], message: string) => void,
): void {
  if (calls === 0 && leaves === 0)
    find(
      'note',
      'No call was reported: an app behind a network needs context.limits.acquire before, and context.reportCall after each call.',
    );
  else if (calls > leaves)
    find(
      'wrong',
      `${calls} calls were reported and ${leaves} leaves asked for: context.limits.acquire comes before every call.`,
    );
  else if (calls === 0)
    find('wrong', 'context.reportCall is never called, so nobody can count what the account is charged for.');
  if (Object.keys(connector.rateLimits).length === 0)
    find('note', 'It declares no rateLimits, so it is called as fast as it answers.');
  if (pauses > 0)
    find('note', `The app asked ${pauses} times to wait: are the declared rateLimits those of this account?`);
  const told = logged.some((line) => loaded.secrets.some((secret) => secret.length > 5 && line.includes(secret)));
  if (told) find('wrong', 'It writes a secret of its settings into the log.');
}
