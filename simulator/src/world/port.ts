import {
  type AppConnection,
  type AssociationChange,
  type AssociationOutcome,
  type ObjectSchema,
  type RecordChange,
  RecordError,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import type { FaultKind, Side } from '../story/story.ts';
import type { CycleRun } from './cycle-run.ts';
import { isRepeatableChange, readError, writeWithFault } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { type MergePortOptions, mergePort } from './merge-port.ts';
import type { Time } from './scheduler.ts';
import type { SchemaChanges } from './schema-changes.ts';
import type { Trace } from './trace.ts';

/** What stands between the engine and one app in one cycle. */
export interface PortOptions {
  readonly side: Side;
  readonly app: InMemoryApp;
  readonly connection: AppConnection;
  readonly run: CycleRun;
  readonly time: Time;
  readonly ledger: Ledger;
  readonly trace: Trace;
  readonly schema: SchemaChanges;
  /** Told of every batch when it is carried out, with what the app made of it. */
  onWrite(object: string, changes: readonly RecordChange[], outcomes: readonly WriteOutcome[]): Promise<void>;
  onAssociate(object: string, changes: readonly AssociationChange[]): Promise<void>;
  readonly onMerge: MergePortOptions['onMerge'];
}

/** To be called when an answer has reached the engine. */
type Arrival = () => void;

/** Every call of the contract goes through here: it is delayed, goes wrong, is written down, and may be the last. */
export function createPort(options: PortOptions): AppConnection {
  const { side, app, connection, run, ledger, trace, schema } = options;

  async function read<Result>(
    label: string,
    perform: () => Promise<Result>,
    see: (result: Result) => Arrival,
  ): Promise<Result> {
    let arrive: Arrival = () => undefined;
    const carryOut = async (fault: FaultKind | null): Promise<Result> => {
      aroundCall(options, fault);
      const error = readError(fault);
      if (error) {
        trace.add(`    ${side} ${label} ✗ ${fault}`);
        throw error;
      }
      const result = await perform();
      if (result !== null) trace.add(`    ${side} ${label} → ${told(result)}`);
      arrive = see(result);
      return result;
    };
    return run.call('read', carryOut, () => arrive());
  }

  async function* pages<Page>(
    label: string,
    source: AsyncIterable<Page>,
    adjust: (page: Page) => Page,
    see: (page: Page) => Arrival,
  ): AsyncGenerator<Page> {
    const iterator = source[Symbol.asyncIterator]();
    for (;;) {
      const next = await read(
        label,
        async () => {
          const result = await iterator.next();
          return result.done === true ? null : adjust(result.value);
        },
        (page) => (page === null ? () => undefined : see(page)),
      );
      if (next === null) return;
      yield next;
    }
  }

  const records = (object: string, list: readonly SourceRecord[]): readonly SourceRecord[] =>
    list.map((record) => schema.shown(side, object, record));
  const seen = (object: string, list: readonly (SourceRecord | null)[]): Arrival =>
    ledger.noteSeen(
      side,
      object,
      list.filter((record) => record !== null),
    );

  return {
    ...connection,
    async describeObjects(request, callOptions) {
      const described = await connection.describeObjects(request, callOptions);
      return described.map((one): ObjectSchema => schema.described(side, one));
    },
    readChanges: (request, callOptions) =>
      pages(
        `reads changes of ${request.object} since ${request.since ?? 'ever'}`,
        connection.readChanges(request, callOptions),
        (page) => {
          run.listed.add(`memory:${side} ${request.object}`);
          return { ...page, records: records(request.object, page.records) };
        },
        (page) => seen(request.object, page.records),
      ),
    listIds: (request, callOptions) =>
      pages(
        `lists ids of ${request.object}`,
        connection.listIds(request, callOptions),
        (page) => page,
        () => () => undefined,
      ),
    readRecords: ({ object, ...request }, callOptions) =>
      read(
        `reads ${object} ${request.ids.join(', ')}`,
        async () => {
          const answers = await connection.readRecords({ object, ...request }, callOptions);
          return answers.map(({ id, record }) => ({ id, record: record && schema.shown(side, object, record) }));
        },
        (answers) => seen(object, asksOnlyWhetherThere(request) ? [] : answers.map((answer) => answer.record)),
      ),
    findByKey: ({ object, ...request }, callOptions) =>
      read(
        `looks up ${object} ${JSON.stringify(request.keys)}`,
        async () => {
          const found = await connection.findByKey({ object, ...request }, callOptions);
          return found.map((list) => records(object, list));
        },
        (found) => seen(object, found.flat()),
      ),
    readAssociations: (request, callOptions) =>
      read(
        `reads associations of ${request.object} ${request.ids.join(', ')}`,
        () => connection.readAssociations(request, callOptions),
        (answers) => ledger.noteSeen(side, request.object, answers),
      ),
    write({ object, changes }, callOptions) {
      let arrive: Arrival = () => undefined;
      const carryOut = async (fault: FaultKind | null): Promise<readonly WriteOutcome[]> => {
        aroundCall(options, fault);
        const deliver = async (batch: readonly RecordChange[]): Promise<readonly WriteOutcome[]> => {
          const outcomes = await deliverRecords(options, object, batch, (kept) =>
            connection.write({ object, changes: kept }, callOptions),
          );
          ledger.note(side, 'engine');
          await options.onWrite(object, batch, outcomes);
          return outcomes;
        };
        const unique = [...(app.state.tables.get(object)?.fields.values() ?? [])].filter((field) => field.unique);
        const repeatable = isRepeatableChange(unique.map((field) => field.id));
        const carriedOut = await writeWithFault(fault, changes, deliver, repeatable);
        const outcomes = carriedOut.map((outcome) => answered(options, object, outcome));
        changes.forEach((change, index) => {
          trace.add(`    ${side} ${toldChange(object, change)} → ${toldOutcome(outcomes[index])}`);
        });
        const written = changes.flatMap((change, index) => {
          const outcome = outcomes[index];
          const [named, values] = change.kind === 'archive' ? [{}, {}] : [change.associations ?? {}, change.fields];
          return outcome?.kind === 'written'
            ? [{ record: outcome.record, fields: Object.keys(named), values: Object.keys(values) }]
            : [];
        });
        const see = seen(
          object,
          written.map(({ record }) => record),
        );
        const tell = ledger.noteWritten(
          side,
          object,
          written.map(({ record, fields, values }) => ({ id: record.id, fields, values })),
        );
        arrive = () => {
          see();
          tell();
        };
        return outcomes;
      };
      return run.call('write', carryOut, () => arrive());
    },
    writeAssociations({ object, changes }, callOptions) {
      let arrive: Arrival = () => undefined;
      const carryOut = async (fault: FaultKind | null): Promise<readonly AssociationOutcome[]> => {
        aroundCall(options, fault);
        const deliver = async (batch: readonly AssociationChange[]): Promise<readonly AssociationOutcome[]> => {
          const outcomes = (await connection.writeAssociations?.({ object, changes: batch }, callOptions)) ?? [];
          ledger.note(side, 'engine');
          await options.onAssociate(object, batch);
          return outcomes;
        };
        const outcomes = await writeWithFault(fault, changes, deliver, () => true);
        changes.forEach((change, index) => {
          const what = `${change.id} ${change.field} +${told(change.add)} -${told(change.remove)}`;
          trace.add(`    ${side} associates ${what} → ${toldOutcome(outcomes[index])}`);
        });
        const written = changes.filter((_, index) => outcomes[index]?.kind === 'written');
        arrive = ledger.noteWritten(
          side,
          object,
          written.map(({ id, field }) => ({ id, fields: [field], values: [] })),
        );
        return outcomes;
      };
      return run.call('write', carryOut, () => arrive());
    },
    ...mergePort(options, (fault) => aroundCall(options, fault)),
  };
}

/**
 * Some field has to be asked for where it only matters whether records are there, and the engine keeps nothing of its value:
 * an edit of it that no other answer has shown is one that nobody had seen yet. Every object here has several mapped fields.
 */
const asksOnlyWhetherThere = ({ fields, associations }: Omit<Parameters<AppConnection['readRecords']>[0], 'object'>) =>
  fields.length === 1 && associations.length === 0;

/** What the answer shows of what was written: where the app does not echo, nothing but the id. */
function answered({ side, app, schema }: PortOptions, object: string, outcome: WriteOutcome): WriteOutcome {
  if (outcome.kind !== 'written') return outcome;
  const { associations: _associations, ...record } = schema.unveiled(side, object, outcome.record);
  if (app.state.capabilities.echoesWrites === false) return { ...outcome, record: { ...record, fields: {} } };
  return { ...outcome, record: schema.unveiled(side, object, outcome.record) };
}

/** What happens in the app while a call is under way, whatever becomes of the call. */
function aroundCall({ app, side, time, trace, ledger }: PortOptions, fault: FaultKind | null): void {
  if (fault === 'slow') time.now += 10 * 60_000;
  if (fault !== 'background-touch') return;
  trace.add(`    ${side} touches all its records`);
  for (const object of app.state.tables.keys()) for (const { id } of app.readAll(object)) app.touch(object, id);
  ledger.note(side, 'person');
}

/** An app whose schema has lost a field or an option refuses what names it; the rest of the batch goes through. */
async function deliverRecords(
  { side, schema }: PortOptions,
  object: string,
  changes: readonly RecordChange[],
  write: (changes: readonly RecordChange[]) => Promise<readonly WriteOutcome[]>,
): Promise<readonly WriteOutcome[]> {
  const lost = changes.map((change) =>
    change.kind === 'archive' ? null : schema.missing(side, object, change.fields),
  );
  const outcomes = await write(changes.filter((_, index) => lost[index] === null));
  let next = 0;
  return lost.map((field): WriteOutcome => {
    if (field !== null) return { kind: 'rejected', error: goneFromSchema(field) };
    next += 1;
    return outcomes[next - 1] ?? { kind: 'rejected', error: goneFromSchema('?') };
  });
}

const goneFromSchema = (field: string): RecordError =>
  new RecordError(`"${field}" does not take this value any more.`, {
    code: 'schema-changed',
    category: 'invalid-value',
    field,
    remedy: 'Bring it back.',
  });

const told = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

function toldChange(object: string, change: RecordChange): string {
  if (change.kind === 'archive') return `archives ${object} ${change.id}`;
  const what = change.kind === 'create' ? `creates in ${object}` : `updates ${change.id}`;
  return `${what} ${told(change.fields)}${change.associations ? ` ${told(change.associations)}` : ''}`;
}

function toldOutcome(outcome: WriteOutcome | AssociationOutcome | undefined): string {
  if (outcome === undefined) return 'nothing';
  if ('error' in outcome) return `${outcome.kind} ${outcome.error.code}`;
  if ('record' in outcome) return `${outcome.kind} ${outcome.record.id}`;
  return told(outcome);
}
