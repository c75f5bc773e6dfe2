import type { AppConnection } from '../contract/app-connection.ts';
import type { AssociationOutcome, WriteOutcome } from '../contract/record-change.ts';
import type { SourceRecord } from '../contract/source-record.ts';
import { isLinkwrightError } from '../errors/linkwright-error.ts';
import { type AnswerMutation, answerMutations } from './answer-mutations.ts';
import type { FaultProxy, RewriteAnswer } from './conformance/fault-proxy.ts';

/** What a read told, by what it speaks of (`contacts 12 email`), as JSON. */
export type Facts = ReadonlyMap<string, string>;

/** A call of the contract that changes nothing. */
export interface ReadUnderTest {
  readonly name: string;
  run(connection: AppConnection): Promise<Facts>;
}

/** A call that changes something; each time with changes of its own. */
export interface WriteUnderTest {
  readonly name: string;
  /** Makes what the changes need, past the proxy. */
  prepare(): Promise<PreparedChanges>;
}

export interface PreparedChanges {
  readonly count: number;
  run(connection: AppConnection): Promise<readonly (WriteOutcome | AssociationOutcome)[]>;
  /**
   * What came of each, as the app holds it: the id of the record that the change has made, edited or archived; `null`:
   * nothing. Read past the proxy.
   */
  effects(): Promise<readonly (string | null)[]>;
}

export interface WrongAnswerOptions {
  /** Stands between the connection and the app. */
  readonly proxy: FaultProxy;
  /** A connection through the proxy. */
  connect(): AppConnection;
  /** Is each call the first one of its connection, so that what it remembers is read anew? Default: one serves all. */
  readonly fresh?: boolean;
  /** An answer that the app may well give, and that says something else: what is read may follow it. */
  isPlausible(mutation: AnswerMutation, request: { readonly method: string; readonly path: string }): boolean;
}

export interface Misdeeds {
  /** How many faults were tried. */
  readonly tried: number;
  readonly found: readonly string[];
}

/**
 * Runs a read once for every single fault of every answer it gets, and tells what it did wrong: threw something else
 * than an error of the contract, lost a record, or said what the app had not said.
 */
export async function misreadAnswers(call: ReadUnderTest, options: WrongAnswerOptions): Promise<Misdeeds> {
  const listener = createListener(options);
  const { genuine, answers } = await listener.listen(call.run);
  const misdeeds = await tryFaults(call.name, answers, async (place, mutation, request) => {
    const told = await listener.withFault(place, mutation, call.run);
    if ('error' in told) return untyped(told.error);
    return differences(genuine, told.value, options.isPlausible(mutation, request));
  });
  await listener.close();
  return misdeeds;
}

/** The same for a write: each outcome is compared with what the app holds afterwards. */
export async function mistoldWrites(call: WriteUnderTest, options: WrongAnswerOptions): Promise<Misdeeds> {
  const listener = createListener(options);
  const prepared = [await call.prepare(), await call.prepare()];
  const { answers } = await listener.listen((connection) => prepared.shift()?.run(connection) ?? Promise.resolve([]));
  const misdeeds = await tryFaults(call.name, answers, async (place, mutation) => {
    const changes = await call.prepare();
    const told = await listener.withFault(place, mutation, changes.run);
    const effects = await changes.effects();
    if (!('error' in told)) return mistold(told.value, effects);
    return untyped(told.error) ?? (effects.some((id) => id !== null) ? 'threw after a write' : null);
  });
  await listener.close();
  return misdeeds;
}

async function tryFaults(
  name: string,
  answers: readonly Answer[],
  attempt: (place: number, mutation: AnswerMutation, request: Answer['request']) => Promise<string | null>,
): Promise<Misdeeds> {
  let tried = 0;
  const found: string[] = [];
  for (const [place, { request, text }] of answers.entries()) {
    for (const mutation of answerMutations(text)) {
      tried += 1;
      const problem = await attempt(place, mutation, request);
      if (problem !== null) found.push(`${name}, ${request.method} ${request.path}, ${mutation.name}: ${problem}`);
    }
  }
  return { tried, found };
}

/** What records tell, for reads that give some. */
export function factsOf(object: string, records: readonly SourceRecord[]): Facts {
  const facts = new Map<string, string>();
  for (const { id, fields, associations = {}, mergedFrom } of records) {
    facts.set(`${object} ${id}`, JSON.stringify(mergedFrom ?? []));
    for (const [field, value] of Object.entries(fields)) facts.set(`${object} ${id} ${field}`, JSON.stringify(value));
    for (const [field, targets] of Object.entries(associations)) {
      facts.set(`${object} ${id} ${field}`, JSON.stringify(targets.map((target) => JSON.stringify(target)).sort()));
    }
  }
  return facts;
}

interface Answer {
  readonly request: { readonly method: string; readonly path: string };
  readonly text: string;
}

interface Listener {
  /** What the app really answers, and to what. */
  listen<Result>(run: Run<Result>): Promise<{ readonly genuine: Result; readonly answers: readonly Answer[] }>;
  /** The same with one answer that is wrong. */
  withFault<Result>(place: number, mutation: AnswerMutation, run: Run<Result>): Promise<Told<Result>>;
  close(): Promise<void>;
}

type Run<Result> = (connection: AppConnection) => Promise<Result>;
type Told<Result> = { readonly value: Result } | { readonly error: unknown };

function createListener({ proxy, connect, fresh = false }: WrongAnswerOptions): Listener {
  let shared: AppConnection | null = null;

  async function through<Result>(run: Run<Result>, rewrite: RewriteAnswer): Promise<Result> {
    const connection = shared ?? connect();
    proxy.rewriteAnswers(rewrite);
    try {
      return await run(connection);
    } finally {
      proxy.rewriteAnswers(null);
      if (fresh) await connection.close();
      else shared = connection;
    }
  }

  return {
    async listen(run) {
      // What a connection remembers is read by a first call.
      if (!fresh) await through(run, (text) => text);
      const answers: Answer[] = [];
      const genuine = await through(run, (text, request) => {
        answers.push({ request, text });
        return text;
      });
      return { genuine, answers };
    },
    async withFault(place, mutation, run) {
      let answered = 0;
      try {
        const value = await through(run, (text) => {
          answered += 1;
          return answered === place + 1 ? mutation.apply(text) : text;
        });
        return { value };
      } catch (error) {
        return { error };
      }
    },
    close: async () => shared?.close(),
  };
}

/** `null`: an error that the contract knows, which says where something was unexpected. */
function untyped(error: unknown): string | null {
  if (!isLinkwrightError(error)) return `threw ${String(error)}`;
  if (error.code === 'unexpected-answer' && !/\(at .+\)|not JSON/.test(error.message)) {
    return `does not say where: ${error.message}`;
  }
  return null;
}

/** A field that is absent was not readable, which is no lie. A record that is absent is. */
function differences(genuine: Facts, told: Facts, isPlausible: boolean): string | null {
  const invented = [...told].filter(([what, value]) => {
    const known = genuine.get(what);
    return known === undefined || (known !== value && !isPlausible);
  });
  if (invented.length > 0) return `says ${invented.map((fact) => fact.join(' = ')).join(', ')}`;
  if (isPlausible) return null;
  const lost = [...genuine.keys()].filter((what) => what.split(' ').length === 2 && !told.has(what));
  return lost.length === 0 ? null : `says nothing of ${lost.join(', ')}`;
}

function mistold(
  outcomes: readonly (WriteOutcome | AssociationOutcome)[],
  effects: readonly (string | null)[],
): string | null {
  if (outcomes.length !== effects.length) return `${outcomes.length} outcomes of ${effects.length} changes`;
  const wrong = outcomes.flatMap((outcome, index) => {
    const effect = effects[index] ?? null;
    return fits(outcome, effect) ? [] : [`${JSON.stringify(outcome)} where the app has ${effect ?? 'nothing'}`];
  });
  return wrong.length === 0 ? null : wrong.join('; ');
}

function fits(outcome: WriteOutcome | AssociationOutcome, effect: string | null): boolean {
  if (outcome.kind === 'unknown') return true;
  if (outcome.kind !== 'written') return effect === null;
  return effect !== null && (!('record' in outcome) || outcome.record.id === effect);
}
