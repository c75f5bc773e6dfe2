import {
  type AppConnection,
  answerLimits,
  type Clock,
  ContractError,
  createRecordParser,
  parseAccountInfo,
  parseAssociationOutcome,
  parseCallUsage,
  parseCandidates,
  parseChangePage,
  parseFieldLimits,
  parseIds,
  parseListing,
  parseMergeOutcome,
  parseReadRecords,
  parseRecordAssociations,
  parseRights,
  parseSchemas,
  parseWriteOutcome,
  type RecordParser,
} from '@linkwright/core';
import { type CallRules, type CheckedCall, checkedCall } from './checked-call.ts';
import { checkedHints } from './checked-hints.ts';
import { checkedPages } from './checked-pages.ts';
import { checkedWrite } from './checked-writes.ts';
import { inConnector } from './connector-scope.ts';
import { deadlinesOf, type GivenDeadlines } from './deadlines.ts';
import type { LifeSigns } from './life-signs.ts';
import { systemClock } from './system-clock.ts';

export interface CheckedConnectionOptions {
  /** What errors call the connector: its package name and version. */
  readonly connector: string;
  /** Deadlines run by it. Default: the machine's. */
  readonly clock?: Clock;
  /** Default, one by one: `defaultDeadlines`. */
  readonly deadlines?: GivenDeadlines;
  /** Absent: only answers are signs of life. */
  readonly signs?: LifeSigns;
  /** Takes secrets out of what errors say. Default: there are none. */
  readonly redact?: (text: string) => string;
}

type OptionalMembers = Pick<
  AppConnection,
  'writeAssociations' | 'mergeRecords' | 'readRights' | 'readCallUsage' | 'readFieldLimits' | 'recordUrl' | 'hints'
>;

const checked = Symbol('checked connection');

/** Stands for the connection in what it was made of: a proxy in front of it is checked as well. */
const isChecked = (app: AppConnection): boolean => Reflect.get(app, checked) === true;

/**
 * The connection of a third-party connector, held to the contract: every answer is parsed before it is used, every call
 * ends by a deadline or with its signal, and whatever goes wrong is told with the connector's name. A connection that is
 * checked already is returned as it is. Throws a `ConfigurationError` for a deadline that cannot be kept.
 */
export function checkConnection(app: AppConnection, options: CheckedConnectionOptions): AppConnection {
  if (isChecked(app)) return app;
  const rules: CallRules = {
    clock: options.clock ?? systemClock,
    deadlines: deadlinesOf(options.deadlines),
    signs: options.signs ?? { seen: 0, waiting: 0 },
    redact: options.redact ?? ((text) => text),
  };
  const parsers = new Map<string, RecordParser>();
  const unknown = createRecordParser(null);
  const parserOf = (object: string): RecordParser => parsers.get(object) ?? unknown;
  const begin = (member: string, object?: string): CheckedCall =>
    checkedCall(
      { connector: options.connector, what: object === undefined ? member : `${member} of "${object}"` },
      rules,
    );

  const connection: AppConnection = {
    async check(request, { signal }) {
      const call = begin('check');
      const answer: unknown = await call.run('call', () => app.check(request, { signal }), signal);
      return call.parse(() => parseAccountInfo(answer));
    },
    async listObjects(request, { signal }) {
      const call = begin('listObjects');
      const answer: unknown = await call.run('call', () => app.listObjects(request, { signal }), signal);
      return call.parse(() => parseListing(answer));
    },
    async describeObjects(request, { signal }) {
      const call = begin('describeObjects', request.objects.join('", "'));
      const answer: unknown = await call.run('call', () => app.describeObjects(request, { signal }), signal);
      const schemas = call.parse(() => parseSchemas(answer, request.objects));
      for (const schema of schemas) parsers.set(schema.id, createRecordParser(schema));
      return schemas;
    },
    async *readChanges(request, callOptions) {
      const call = begin('readChanges', request.object);
      const parser = parserOf(request.object);
      const open = () => app.readChanges(request, callOptions);
      let pages = 0;
      for await (const page of checkedPages(call, open, (one) => parseChangePage(one, parser), callOptions)) {
        pages += 1;
        yield page;
      }
      // Without a page there is no checkpoint, and an empty object would look like one that was never read.
      if (pages === 0) call.parse(() => refuse('at least one page: it yielded none'));
    },
    async readRecords(request, { signal }) {
      const call = begin('readRecords', request.object);
      const answer: unknown = await call.run('call', () => app.readRecords(request, { signal }), signal);
      return call.parse(() => parseReadRecords(answer, request.ids, parserOf(request.object)));
    },
    async findByKey(request, { signal }) {
      const call = begin('findByKey', request.object);
      const answer: unknown = await call.run('call', () => app.findByKey(request, { signal }), signal);
      return call.parse(() => parseCandidates(answer, request.keys.length, parserOf(request.object)));
    },
    listIds(request, callOptions) {
      const call = begin('listIds', request.object);
      return checkedPages(call, () => app.listIds(request, callOptions), parseIds, callOptions);
    },
    async readAssociations(request, { signal }) {
      const call = begin('readAssociations', request.object);
      const answer: unknown = await call.run('call', () => app.readAssociations(request, { signal }), signal);
      return call.parse(() => parseRecordAssociations(answer, request.ids, parserOf(request.object)));
    },
    write(request, callOptions) {
      const parser = parserOf(request.object);
      const created = new Set<string>();
      return checkedWrite(
        begin('write', request.object),
        rules,
        {
          changes: request.changes.length,
          send: (sending) => app.write(request, sending),
          parse(item, index) {
            const outcome = parseWriteOutcome(item, parser);
            const change = request.changes[index];
            if (outcome.kind !== 'written' || change === undefined) return outcome;
            const { id } = outcome.record;
            if (change.kind !== 'create') {
              if (id !== change.id) refuse(`about the record "${change.id}" that was written: it names "${id}"`);
              return outcome;
            }
            if (created.has(id)) refuse(`a record of its own for each create: "${id}" comes twice`);
            created.add(id);
            return outcome;
          },
        },
        callOptions,
      );
    },
    async close() {
      await begin('close').run('close', () => app.close());
    },
  };
  const optional: OptionalMembers = {
    ...(app.writeAssociations && {
      writeAssociations: (request, callOptions) =>
        checkedWrite(
          begin('writeAssociations', request.object),
          rules,
          {
            changes: request.changes.length,
            send: (sending) => app.writeAssociations?.(request, sending) ?? Promise.resolve(null),
            parse: (item) => parseAssociationOutcome(item),
          },
          callOptions,
        ),
    }),
    ...(app.mergeRecords && {
      async mergeRecords(request, callOptions) {
        const [outcome] = await checkedWrite(
          begin('mergeRecords', request.object),
          rules,
          {
            changes: 1,
            send: async (sending) => [await app.mergeRecords?.(request, sending)],
            parse: (item) => parseMergeOutcome(item, request),
          },
          callOptions,
        );
        return outcome ?? refuse('an outcome');
      },
    }),
    ...(app.readRights && {
      async readRights(request, { signal }) {
        const call = begin('readRights', request.objects.join('", "'));
        const answer: unknown = await call.run('call', async () => app.readRights?.(request, { signal }), signal);
        return call.parse(() => parseRights(answer, request.objects));
      },
    }),
    ...(app.readCallUsage && {
      async readCallUsage(request, { signal }) {
        const call = begin('readCallUsage');
        const answer: unknown = await call.run('call', async () => app.readCallUsage?.(request, { signal }), signal);
        return call.parse(() => parseCallUsage(answer));
      },
    }),
    ...(app.readFieldLimits && {
      async readFieldLimits(request, { signal }) {
        const call = begin('readFieldLimits', request.object);
        const answer: unknown = await call.run('call', async () => app.readFieldLimits?.(request, { signal }), signal);
        return call.parse(() => parseFieldLimits(answer));
      },
    }),
    ...(app.recordUrl && {
      recordUrl(request) {
        const call = begin('recordUrl', request.object);
        return call.parse(() => {
          const url: unknown = inConnector(call.work, () => app.recordUrl?.(request));
          if (url === null || (typeof url === 'string' && url.length <= answerLimits.checkpoint)) return url;
          return refuse('an address or null');
        });
      },
    }),
    ...(app.hints && { hints: checkedHints(app.hints, begin) }),
  };
  // A copy with a member replaced is not checked any more, so the mark is not copied.
  return Object.defineProperty(Object.assign(connection, optional), checked, { value: true, enumerable: false });
}

function refuse(what: string): never {
  throw new ContractError(`The connector's answer is not ${what}.`, { code: 'invalid-answer' });
}
