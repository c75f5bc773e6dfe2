import type { AppConnection, CallOptions } from '../contract/app-connection.ts';
import type { ConnectContext } from '../contract/connector.ts';
import type { AssociationOutcome, MergeOutcome, RecordChange, WriteOutcome } from '../contract/record-change.ts';
import { type ChangePage, checkpointUnknown } from '../contract/source-record.ts';
import { type ConnectorError, ContractError, RetryableError } from '../errors/linkwright-error.ts';
import type { InMemoryCallKind, InMemoryFault } from './in-memory-faults.ts';
import { inMemoryHints } from './in-memory-hints.ts';
import { readIndexedChanges } from './in-memory-indexed-reads.ts';
import { applyMerger } from './in-memory-mergers.ts';
import type { AppState } from './in-memory-state.ts';
import { applyAssociationChange, applyChange } from './in-memory-writes.ts';

/** A connection to an in-memory app; breaking the contract from the engine's side throws a `ContractError`. */
export function createInMemoryConnection(state: AppState, context: ConnectContext): AppConnection {
  const { options } = state;
  const pageSize = options.pageSize ?? 100;
  const readsInline = (options.associationReads ?? 'inline') === 'inline';

  async function call(kind: InMemoryCallKind, signal: AbortSignal): Promise<InMemoryFault | null> {
    signal.throwIfAborted();
    await context.limits.acquire('default', 1, signal);
    context.reportCall(kind);
    return state.faults.begin(kind);
  }

  async function read(kind: InMemoryCallKind, { signal }: CallOptions): Promise<void> {
    const fault = await call(kind, signal);
    if (fault !== null) throw fault === 'lose-answer' ? lostAnswer() : fault;
  }

  /** Once a request has left, a write reports outcomes and does not throw. */
  async function write<Outcome>(
    kind: InMemoryCallKind,
    count: number,
    { signal }: CallOptions,
    apply: () => readonly Outcome[],
  ): Promise<readonly (Outcome | Unsettled)[]> {
    const fault = await call(kind, signal);
    if (fault === null) return apply();
    if (fault === 'lose-answer') apply();
    const unsettled = unsettledBy(fault);
    return Array.from({ length: count }, () => unsettled);
  }

  return {
    async check(_request, callOptions) {
      await read('check', callOptions);
      const { name, accountId = name, timeZone } = options;
      return { accountId, name, ...(timeZone === undefined ? {} : { timeZone }) };
    },
    async listObjects(_request, callOptions) {
      await read('list-objects', callOptions);
      const objects = [...state.tables.values()].map(({ schema: { id, name, aliases, label, custom } }) => {
        return { id, name, ...(aliases === undefined ? {} : { aliases }), label, custom };
      });
      return { objects, complete: options.listsAllObjects ?? true };
    },
    async describeObjects({ objects }, callOptions) {
      await read('describe-objects', callOptions);
      return objects.map((object) => state.table(object).schema);
    },
    async *readChanges(request, callOptions): AsyncGenerator<ChangePage> {
      const { object, since, fields, associations } = request;
      const pages = state.index && readIndexedChanges(state, state.index, request, pageSize);
      if (pages) {
        for (;;) {
          await read('read-changes', callOptions);
          const { value, done } = pages.next();
          if (done === true) return;
          yield value.page;
          if (value.isLast) return;
        }
      }
      const table = state.table(object);
      const until = state.sequence;
      const reportsDeletions = since !== null && state.capabilitiesOf(table).deletions === 'feed';
      let position = since === null ? 0 : parseCheckpoint(since);
      do {
        await read('read-changes', callOptions);
        const changes = table.changes(position, until, pageSize, reportsDeletions);
        position = Math.max(position, changes.through);
        yield {
          records: changes.records.map((record) => state.show(record, fields, readsInline ? associations : null)),
          deleted: changes.deleted,
          checkpoint: String(position),
        };
      } while (position < until);
    },
    async readRecords({ object, ids, fields, associations }, callOptions) {
      const table = state.table(object);
      requireBatch(ids.length, state.capabilitiesOf(table).batchLimits.read);
      await read('read-records', callOptions);
      return ids.map((id) => {
        const record = state.resolve(table, id);
        return { id, record: record && state.show(record, fields, readsInline ? associations : null) };
      });
    },
    async findByKey({ object, keys, fields }, callOptions) {
      const table = state.table(object);
      requireBatch(keys.length, state.capabilitiesOf(table).batchLimits.lookup);
      for (const field of keys.flatMap((key) => Object.keys(key))) {
        if ((table.fields.get(field)?.lookup ?? 'none') !== 'none') continue;
        throw new ContractError(`"${field}" of "${object}" cannot be looked up.`, { code: 'lookup-unsupported' });
      }
      await read('find-by-key', callOptions);
      return keys.map((key) => table.find(key).map((record) => state.show(record, fields, null)));
    },
    async *listIds({ object }, callOptions) {
      const ids = [...state.table(object).records.keys()];
      for (let start = 0; start === 0 || start < ids.length; start += pageSize) {
        await read('list-ids', callOptions);
        yield ids.slice(start, start + pageSize);
      }
    },
    async readAssociations({ object, associations, ids }, callOptions) {
      const table = state.table(object);
      requireBatch(ids.length, state.capabilitiesOf(table).batchLimits.readAssociations);
      await read('read-associations', callOptions);
      return ids.map((id) => {
        const record = table.records.get(id);
        return { id, associations: record === undefined ? null : state.showAssociations(record, associations) };
      });
    },
    async write({ object, changes }, callOptions): Promise<readonly WriteOutcome[]> {
      const table = state.table(object);
      const kind = changes[0]?.kind;
      if (kind === undefined) return [];
      if (changes.some((change) => change.kind !== kind)) {
        throw new ContractError('A batch holds changes of one kind.', { code: 'mixed-batch' });
      }
      const { batchLimits, associationWrites } = state.capabilitiesOf(table);
      requireBatch(changes.length, batchLimits[kind]);
      const isInline = (change: RecordChange) => change.kind !== 'archive' && change.associations !== undefined;
      if (kind !== 'archive' && associationWrites[kind] === 'separate' && changes.some(isInline)) {
        throw new ContractError('Associations are written in calls of their own.', { code: 'associations-separate' });
      }
      const apply = () => changes.map((change) => applyChange(state, table, change));
      return write(kind, changes.length, callOptions, apply);
    },
    async writeAssociations({ object, changes }, callOptions): Promise<readonly AssociationOutcome[]> {
      const table = state.table(object);
      requireBatch(changes.length, state.capabilitiesOf(table).batchLimits.writeAssociations);
      const apply = () => changes.map((change) => applyAssociationChange(state, table, change));
      return write('write-associations', changes.length, callOptions, apply);
    },
    ...(mergesSomewhere(state) && {
      async mergeRecords(request, { signal }): Promise<MergeOutcome> {
        if (state.capabilitiesOf(state.table(request.object)).merges !== true) {
          throw new ContractError(`Records of "${request.object}" cannot be merged.`, { code: 'merge-unsupported' });
        }
        const fault = await call('merge', signal);
        if (fault === null) return applyMerger(state, request);
        if (fault === 'lose-answer') applyMerger(state, request);
        else if (fault.kind === 'record') return { kind: 'rejected', error: fault };
        return unsettledBy(fault);
      },
    }),
    recordUrl: ({ object, id }) =>
      state.table(object).records.has(id) ? `memory://${options.name}/${object}/${id}` : null,
    ...(state.capabilities.hints?.length && {
      hints: inMemoryHints(state.hints, state.capabilities.hints, (signal) => read('hints', { signal })),
    }),
    async close() {},
  };
}

const mergesSomewhere = (state: AppState): boolean =>
  [...state.tables.values()].some((table) => state.capabilitiesOf(table).merges === true);

type Unsettled = { readonly kind: 'not-sent' | 'unknown'; readonly error: ConnectorError };

/** An error whose outcome is unknown stands for a request that got lost on its way: nothing was carried out. */
function unsettledBy(fault: InMemoryFault): Unsettled {
  if (fault === 'lose-answer') return { kind: 'unknown', error: lostAnswer() };
  const isUnknown = fault.kind === 'retryable' && fault.outcomeUnknown;
  return { kind: isUnknown ? 'unknown' : 'not-sent', error: fault };
}

function lostAnswer(): RetryableError {
  return new RetryableError('The connection broke before the answer came.', {
    code: 'answer-lost',
    outcomeUnknown: true,
  });
}

function requireBatch(count: number, limit: number): void {
  if (count <= limit) return;
  throw new ContractError(`A call takes at most ${limit} of these, not ${count}.`, { code: 'batch-too-large' });
}

function parseCheckpoint(checkpoint: string): number {
  const position = Number(checkpoint);
  if (/^\d+$/.test(checkpoint) && Number.isSafeInteger(position)) return position;
  throw new ContractError(`"${checkpoint}" is no checkpoint of this app.`, { code: checkpointUnknown });
}
