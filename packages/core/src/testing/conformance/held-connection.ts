import { setImmediate as eventLoop } from 'node:timers/promises';
import type { AppConnection, CallOptions } from '../../contract/app-connection.ts';
import type { ConnectionHints } from '../../contract/hints.ts';
import { parseHintDelivery, parseHintPage, parseOpenedFeed } from '../../contract/hints-schema.ts';
import {
  answers,
  parseAccountInfo,
  parseAssociationOutcome,
  parseCandidates,
  parseChangePage,
  parseIds,
  parseListing,
  parseMergeOutcome,
  parseReadRecords,
  parseRecordAssociations,
  parseSchemas,
  parseWriteOutcome,
} from '../../contract/parse-answers.ts';
import type { RecordChange, WriteOutcome } from '../../contract/record-change.ts';
import { createRecordParser, type RecordParser } from '../../contract/record-parser.ts';
import { isConnectorError } from '../../contract/write-outcome-schema.ts';
import { ConformanceFailure, expectThat, show } from './expectations.ts';
import type { TrialWatch } from './trial-watch.ts';

export interface HeldConnectionOptions {
  readonly watch: TrialWatch;
  /** By object: what `describeObjects` has said of it, to any connection of the trial. */
  readonly parsers: Map<string, RecordParser>;
  /** So long a member may take, in milliseconds of the machine. */
  readonly patienceMs: number;
  /** More pages than a read of the suite can have. */
  readonly mostPages: number;
}

/**
 * The connection, with every answer held to the contract by the checks that the engine makes. An answer that breaks it, a throw
 * that is no error of core, and no answer at all are offences of the member, whatever the test is about.
 */
export function heldConnection(app: AppConnection, options: HeldConnectionOptions): AppConnection {
  const { watch, parsers, mostPages } = options;
  const unknown = createRecordParser(null);
  const parserOf = (object: string): RecordParser => parsers.get(object) ?? unknown;

  async function held<Shown, Answer>(
    member: string,
    work: () => PromiseLike<Shown>,
    parse: (answer: Shown) => Answer,
    signal?: AbortSignal,
  ): Promise<Answer> {
    let answer: Shown;
    try {
      answer = await answerInTime(member, () => watch.run(member, async () => work()), options);
    } catch (error) {
      // Whatever a call throws that was broken off, it was broken off.
      if (signal?.aborted === true || error instanceof ConformanceFailure) throw error;
      if (error instanceof Error && isConnectorError(error)) throw error;
      throw watch.offend(
        `${member} threw what is no error of @linkwright/core, so nobody knows what to do about it: ${show(error)}`,
      );
    }
    try {
      return parse(answer);
    } catch (error) {
      throw watch.offend(`${member}: ${error instanceof Error ? error.message : show(error)}`);
    }
  }

  async function* heldPages<Page>(
    member: string,
    open: () => AsyncIterable<unknown>,
    parse: (page: unknown) => Page,
    { signal }: CallOptions,
  ): AsyncGenerator<Page> {
    const iterator = await held(member, async () => open()[Symbol.asyncIterator](), present, signal);
    let pages = 0;
    let ended = false;
    try {
      for (;;) {
        const step = await held(member, () => iterator.next(), present, signal);
        if (step.done === true) break;
        pages += 1;
        if (pages > mostPages) throw watch.offend(`${member} has yielded ${pages} pages, and does not end.`);
        yield await held(member, async () => step.value, parse);
        await eventLoop();
      }
      ended = true;
    } finally {
      if (!ended) await answerInTime(member, async () => iterator.return?.(), options).catch(() => undefined);
    }
    if (pages === 0 && member.startsWith('readChanges')) {
      throw watch.offend(
        `${member} yielded no page. Yield one even where there is nothing, so that there is a checkpoint.`,
      );
    }
  }

  const connection: AppConnection = {
    check: (request, call) => held('check', () => app.check(request, call), parseAccountInfo, call.signal),
    listObjects: (request, call) =>
      held('listObjects', () => app.listObjects(request, call), parseListing, call.signal),
    async describeObjects(request, call) {
      const parse = (answer: unknown) => parseSchemas(answer, request.objects);
      const schemas = await held('describeObjects', () => app.describeObjects(request, call), parse, call.signal);
      for (const schema of schemas) parsers.set(schema.id, createRecordParser(schema));
      return schemas;
    },
    readChanges(request, call) {
      const parser = parserOf(request.object);
      return heldPages(
        `readChanges of "${request.object}"`,
        () => app.readChanges(request, call),
        (page) => parseChangePage(page, parser),
        call,
      );
    },
    readRecords(request, call) {
      const parse = (answer: unknown) => parseReadRecords(answer, request.ids, parserOf(request.object));
      return held(`readRecords of "${request.object}"`, () => app.readRecords(request, call), parse, call.signal);
    },
    findByKey(request, call) {
      const parse = (answer: unknown) => parseCandidates(answer, request.keys.length, parserOf(request.object));
      return held(`findByKey of "${request.object}"`, () => app.findByKey(request, call), parse, call.signal);
    },
    listIds: (request, call) =>
      heldPages(`listIds of "${request.object}"`, () => app.listIds(request, call), parseIds, call),
    readAssociations(request, call) {
      const parse = (answer: unknown) => parseRecordAssociations(answer, request.ids, parserOf(request.object));
      const member = `readAssociations of "${request.object}"`;
      return held(member, () => app.readAssociations(request, call), parse, call.signal);
    },
    write(request, call) {
      const parse = (answer: unknown) => parseOutcomes(answer, request.changes, parserOf(request.object));
      return held(`write of "${request.object}"`, () => app.write(request, call), parse, call.signal);
    },
    close: () =>
      held(
        'close',
        () => app.close(),
        () => undefined,
      ),
  };
  return {
    ...connection,
    ...(app.writeAssociations && {
      writeAssociations(request, call) {
        const what = 'one outcome for each change';
        const parse = (answer: unknown) => answers(answer, request.changes.length, what).map(parseAssociationOutcome);
        const member = `writeAssociations of "${request.object}"`;
        const work = async () => app.writeAssociations?.(request, call);
        return held(member, work, parse, call.signal);
      },
    }),
    ...(app.mergeRecords && {
      mergeRecords(request, call) {
        const parse = (answer: unknown) => parseMergeOutcome(answer, request);
        const member = `mergeRecords of "${request.object}"`;
        return held(member, async () => app.mergeRecords?.(request, call), parse, call.signal);
      },
    }),
    ...(app.hints && { hints: heldHints(app.hints, held) }),
    ...(app.recordUrl && {
      recordUrl(request) {
        const url: unknown = watch.run('recordUrl', () => app.recordUrl?.(request));
        if (url === null || typeof url === 'string') return url;
        throw watch.offend(`recordUrl answers neither an address nor null: ${show(url)}`);
      },
    }),
  };
}

type Held = <Shown, Answer>(
  member: string,
  work: () => PromiseLike<Shown>,
  parse: (answer: Shown) => Answer,
  signal?: AbortSignal,
) => Promise<Answer>;

const heldHints = ({ pull, push }: ConnectionHints, held: Held): ConnectionHints => ({
  ...(pull && {
    pull: {
      everyMs: pull.everyMs,
      open: (request, call) => held('hints.pull.open', () => pull.open(request, call), parseOpenedFeed, call.signal),
      read: (request, call) => held('hints.pull.read', () => pull.read(request, call), parseHintPage, call.signal),
      close: (request, call) =>
        held(
          'hints.pull.close',
          () => pull.close(request, call),
          () => undefined,
          call.signal,
        ),
    },
  }),
  ...(push && {
    push: {
      signed: push.signed,
      receive: (request, call) =>
        held('hints.push.receive', () => push.receive(request, call), parseHintDelivery, call.signal),
    },
  }),
});

function parseOutcomes(
  answer: unknown,
  changes: readonly RecordChange[],
  parser: RecordParser,
): readonly WriteOutcome[] {
  const created = new Set<string>();
  return answers(answer, changes.length, 'one outcome for each change').map((item, index) => {
    const outcome = parseWriteOutcome(item, parser);
    const change = changes[index];
    if (outcome.kind !== 'written') return outcome;
    const { id } = outcome.record;
    if (change?.kind === 'create') {
      expectThat(!created.has(id), `Two creates are answered with the same record "${id}".`);
      created.add(id);
    } else expectThat(change?.id === id, `A change of record "${change?.id}" is answered with record "${id}".`);
    return outcome;
  });
}

/** The machine's own clock: a connector that hangs waits for nothing that a test clock could bring about. */
async function answerInTime<Answer>(
  member: string,
  work: () => Promise<Answer>,
  { watch, patienceMs }: Pick<HeldConnectionOptions, 'watch' | 'patienceMs'>,
): Promise<Answer> {
  const overdue = Promise.withResolvers<never>();
  const late = (): void => {
    const told = `${member} has given no answer for ${patienceMs} ms, so a run would wait for it.`;
    overdue.reject(watch.offend(`${told} If its app is that slow, raise \`patienceMs\`.`));
  };
  const timer = setTimeout(late, patienceMs);
  try {
    return await Promise.race([work(), overdue.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whatever its type says. */
function present<Shown>(value: Shown): Shown {
  expectThat(typeof value === 'object' && value !== null, `its iterator answers no object, but ${show(value)}.`);
  return value;
}
