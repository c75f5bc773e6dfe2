import {
  type AppConnection,
  AuthenticationError,
  type ChangePage,
  type ConnectionHints,
  type CreateChange,
  type HintFeed,
  type HintReceiver,
  isErrorOfKind,
  type RecordChange,
  RetryableError,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import { z } from 'zod';
import type { Damage, Variant } from './in-memory-world.ts';
import { inline, separate, single } from './variants.ts';

/** A connector that breaks one promise, and the test that has to notice. */
export interface BrokenConnector {
  readonly flaw: string;
  readonly caughtBy: string;
  /** Tests that cannot but notice it as well. */
  readonly alsoBy?: readonly string[];
  readonly variant: Variant;
  damage(): Damage;
}

type Write = AppConnection['write'];
type ReadChanges = AppConnection['readChanges'];
type WriteAssociations = NonNullable<AppConnection['writeAssociations']>;
type MergeRecords = NonNullable<AppConnection['mergeRecords']>;

const { signal } = new AbortController();

/** Another answer of one member; the rest of the connection is sound. */
const connection = (change: (sound: AppConnection) => Partial<AppConnection>): Damage => ({
  connection: (sound) => ({ ...sound, ...change(sound) }),
});

const writing = (change: (write: Write) => Write): Damage => connection((sound) => ({ write: change(sound.write) }));

const reading = (change: (readChanges: ReadChanges) => ReadChanges): Damage =>
  connection((sound) => ({ readChanges: change(sound.readChanges) }));

const associating = (change: (write: WriteAssociations) => WriteAssociations): Damage =>
  connection(({ writeAssociations }) =>
    writeAssociations === undefined ? {} : { writeAssociations: change(writeAssociations) },
  );

const merging = (change: (merge: MergeRecords, sound: AppConnection) => MergeRecords): Damage =>
  connection((sound) => (sound.mergeRecords === undefined ? {} : { mergeRecords: change(sound.mergeRecords, sound) }));

/** Another feed of hints, or another receiver. */
const hinting = (change: (sound: ConnectionHints) => ConnectionHints): Damage =>
  connection(({ hints }) => (hints === undefined ? {} : { hints: { ...hints, ...change(hints) } }));

const readingFeed = (change: (sound: HintFeed) => Partial<HintFeed>): Damage =>
  hinting(({ pull }) => (pull === undefined ? {} : { pull: { ...pull, ...change(pull) } }));

const receiving = (change: (receive: HintReceiver['receive']) => HintReceiver['receive']): Damage =>
  hinting(({ push }) => (push === undefined ? {} : { push: { ...push, receive: change(push.receive) } }));

const isCreate = (change: RecordChange | undefined): change is CreateChange => change?.kind === 'create';

const swap = <Item>([first, second, ...rest]: readonly Item[]): readonly Item[] =>
  first === undefined || second === undefined
    ? [first, second].flatMap((item) => item ?? [])
    : [second, first, ...rest];

async function pagesOf(pages: AsyncIterable<ChangePage>): Promise<readonly ChangePage[]> {
  const read: ChangePage[] = [];
  for await (const page of pages) read.push(page);
  return read;
}

const withoutAlternates = ({ alternateKeys: _alternateKeys, ...record }: SourceRecord): SourceRecord => record;

export const brokenConnectors: readonly BrokenConnector[] = [
  {
    flaw: 'merges the survivor into the other record',
    caughtBy: 'makes one record of two, whose own values stay',
    alsoBy: ['leads from both ids of a merger to the record that stands'],
    variant: separate,
    damage: () =>
      merging(
        (merge) => (request, options) =>
          merge({ ...request, survivor: request.merged, merged: request.survivor }, options),
      ),
  },
  {
    flaw: 'archives the record that is to be merged',
    caughtBy: 'leads from both ids of a merger to the record that stands',
    alsoBy: ['says of a merger whose answer is lost that its outcome is unknown'],
    variant: separate,
    damage: () =>
      merging((_merge, sound) => async ({ object, survivor, merged }, options) => {
        const change: RecordChange = { kind: 'archive', writeId: 'merge', id: merged };
        const there = await sound.readRecords(
          { object, ids: [survivor, merged], fields: [], associations: [] },
          options,
        );
        if (there.some(({ record }) => record === null)) return { kind: 'gone' };
        await sound.write({ object, changes: [change] }, options);
        return { kind: 'merged', id: survivor };
      }),
  },
  {
    flaw: 'tells the former id of the survivor, although a merger makes a new one',
    caughtBy: 'makes one record of two, whose own values stay',
    alsoBy: ['leads from both ids of a merger to the record that stands'],
    variant: single,
    damage: () =>
      merging((merge) => async (request, options) => {
        const outcome = await merge(request, options);
        return outcome.kind === 'merged' ? { ...outcome, id: request.survivor } : outcome;
      }),
  },
  {
    flaw: 'says that it has merged a record that is gone',
    caughtBy: 'merges nothing with a record that is gone',
    variant: separate,
    damage: () =>
      merging((merge) => async (request, options) => {
        const outcome = await merge(request, options);
        return outcome.kind === 'gone' ? { kind: 'merged', id: request.survivor } : outcome;
      }),
  },
  {
    flaw: 'throws when the answer to a merger is lost',
    caughtBy: 'says of a merger whose answer is lost that its outcome is unknown',
    variant: separate,
    damage: () =>
      merging((merge) => async (request, options) => {
        const outcome = await merge(request, options);
        if (outcome.kind === 'unknown') throw outcome.error;
        return outcome;
      }),
  },
  {
    flaw: 'promises mergers and has no way to make them',
    caughtBy: 'has mergeRecords exactly where its capabilities say that records can be merged',
    alsoBy: [
      'makes one record of two, whose own values stay',
      'leads from both ids of a merger to the record that stands',
      'merges nothing with a record that is gone',
      'says of a merger whose answer is lost that its outcome is unknown',
    ],
    variant: separate,
    damage: () => ({
      connection({ mergeRecords: _mergeRecords, ...rest }) {
        return rest;
      },
    }),
  },
  {
    flaw: 'tells further values in its answers by id, and not in its pages',
    caughtBy: 'tells the further values by which a record is found, in every read, and that there are none',
    variant: separate,
    damage: () =>
      reading(
        (readChanges) =>
          async function* (request, options) {
            for await (const page of readChanges(request, options)) {
              yield { ...page, records: page.records.map(withoutAlternates) };
            }
          },
      ),
  },
  {
    flaw: 'finds a record by its own value alone',
    caughtBy: 'finds a record by each of its further values',
    variant: separate,
    damage: () =>
      connection((sound) => ({
        async findByKey(request, options) {
          const found = await sound.findByKey(request, options);
          const isOwn = (index: number) => (record: SourceRecord) =>
            Object.entries(request.keys[index] ?? {}).every(
              ([field, value]) => String(record.fields[field]).toLowerCase() === String(value).toLowerCase(),
            );
          return found.map((records, index) =>
            'email' in (request.keys[index] ?? {}) ? records.filter(isOwn(index)) : records,
          );
        },
      })),
  },
  {
    flaw: 'takes misspelt settings',
    caughtBy: 'refuses settings with a key that it does not know',
    variant: separate,
    damage: () => ({
      connector: (sound) => ({ ...sound, settings: z.looseObject({ server: z.string(), accessToken: z.string() }) }),
    }),
  },
  {
    flaw: 'calls the app as soon as it connects',
    caughtBy: 'sends nothing before it is asked',
    variant: separate,
    damage: () => ({
      connection(sound) {
        sound.check({}, { signal }).catch(() => {});
        return sound;
      },
    }),
  },
  {
    flaw: 'shows the token in an error',
    caughtBy: 'keeps secrets out of errors, logs, answers and checkpoints',
    variant: separate,
    damage: () => ({
      connection: (sound, { accessToken }) => ({
        ...sound,
        async check(request, options) {
          try {
            return await sound.check(request, options);
          } catch (error) {
            if (!isErrorOfKind(error, 'authentication')) throw error;
            const cause = new Error(`authorization: Bearer ${accessToken}`);
            throw new AuthenticationError('Refused.', { code: error.code, remedy: error.remedy, cause });
          }
        },
      }),
    }),
  },
  {
    flaw: 'describes an inverse that is not there',
    caughtBy: 'describes associations whose targets, sets and inverses are there',
    variant: separate,
    damage: () =>
      connection((sound) => ({
        describeObjects: async (request, options) =>
          (await sound.describeObjects(request, options)).map((schema) => ({
            ...schema,
            associations: schema.associations.map((association) =>
              association.id === 'people'
                ? { ...association, inverse: { object: 'people', field: 'renamed' } }
                : association,
            ),
          })),
      })),
  },
  {
    flaw: 'drops the last page of a full read',
    caughtBy: 'reads every record exactly once, over several pages',
    variant: separate,
    damage: () =>
      reading(
        (readChanges) =>
          async function* (request, options) {
            let pages = 0;
            for await (const page of readChanges(request, options)) {
              pages += 1;
              const isLast = request.since === null && pages > 1 && page.records.length < 5;
              yield isLast ? { ...page, records: [] } : page;
            }
          },
      ),
  },
  {
    flaw: 'gives a number as the app spells it',
    caughtBy: 'reads values of every type as they are, in canonical form',
    alsoBy: ['gives exactly the fields that were asked for'],
    variant: separate,
    damage: () =>
      connection((sound) => ({
        readRecords: async (request, options) =>
          (await sound.readRecords(request, options)).map(({ id, record }) => {
            const age = record?.fields.age;
            if (record === null || typeof age !== 'string') return { id, record };
            return { id, record: { ...record, fields: { ...record.fields, age: `${age}.0` } } };
          }),
      })),
  },
  {
    flaw: 'gives null for a field that it cannot read',
    caughtBy: 'leaves out a field that it cannot read, which is never a blank',
    variant: separate,
    damage: () =>
      connection((sound) => ({
        readRecords: async (request, options) =>
          (await sound.readRecords(request, options)).map(({ id, record }) => {
            const blanks = Object.fromEntries(request.fields.map((field) => [field, null]));
            return { id, record: record && { ...record, fields: { ...blanks, ...record.fields } } };
          }),
      })),
  },
  {
    flaw: 'answers the ids that are there before those that are gone',
    caughtBy: 'reads records by id, in order, and null for one that is gone',
    variant: separate,
    damage: () =>
      connection((sound) => ({
        async readRecords(request, options) {
          const read = await sound.readRecords(request, options);
          return [...read.filter(({ record }) => record !== null), ...read.filter(({ record }) => record === null)];
        },
      })),
  },
  {
    flaw: 'repeats nothing on resuming a full read, and skips one',
    caughtBy: 'resumes a full read from every checkpoint without loss',
    variant: separate,
    damage: () =>
      reading(
        (readChanges) =>
          async function* (request, options) {
            const resumed = request.since?.startsWith('{"page":') === true;
            const since = resumed ? String(JSON.parse(request.since ?? '').page) : request.since;
            const isFull = request.since === null || resumed;
            let skipped = resumed ? 1 : 0;
            let held: ChangePage | null = null;
            for await (const page of readChanges({ ...request, since }, options)) {
              // Only a page with one behind it has a checkpoint in the middle of the read.
              if (held !== null)
                yield isFull ? { ...held, checkpoint: JSON.stringify({ page: held.checkpoint }) } : held;
              held = { ...page, records: page.records.slice(skipped) };
              skipped = 0;
            }
            if (held !== null) yield held;
          },
      ),
  },
  {
    flaw: 'takes any text for a checkpoint',
    caughtBy: 'refuses a checkpoint that it does not know, before the first page',
    variant: separate,
    damage: () =>
      reading(
        (readChanges) =>
          async function* (request, options) {
            const known = request.since === null || /^\d+$/.test(request.since);
            yield* readChanges(known ? request : { ...request, since: '0' }, options);
          },
      ),
  },
  {
    flaw: 'takes every change of a record that it wrote for its own echo',
    caughtBy: 'reports what a person changed right after its own write',
    variant: separate,
    damage: () => ({
      connection(sound) {
        const own = new Set<string>();
        return {
          ...sound,
          async write(request, options) {
            const outcomes = await sound.write(request, options);
            for (const outcome of outcomes) if (outcome.kind === 'written') own.add(outcome.record.id);
            return outcomes;
          },
          async *readChanges(request, options) {
            for await (const page of sound.readChanges(request, options)) {
              const isForeign = ({ id }: SourceRecord) => request.since === null || !own.has(id);
              yield { ...page, records: page.records.filter(isForeign) };
            }
          },
        };
      },
    }),
  },
  {
    flaw: 'lists ids from memory',
    caughtBy: 'tells of no deletion in its changes, which a sweep finds',
    variant: separate,
    damage: () => ({
      connection(sound) {
        const seen = new Set<string>();
        return {
          ...sound,
          async *readChanges(request, options) {
            for await (const page of sound.readChanges(request, options)) {
              for (const { id } of page.records) seen.add(id);
              yield page;
            }
          },
          async *listIds(request, options) {
            for await (const page of sound.listIds(request, options)) yield [...new Set([...page, ...seen])];
          },
        };
      },
    }),
  },
  {
    flaw: 'says of a record that is gone that it has no targets',
    caughtBy: 'tells a record that is gone from one without associations',
    variant: separate,
    damage: () =>
      connection((sound) => ({
        readAssociations: async (request, options) =>
          (await sound.readAssociations(request, options)).map(({ id, associations }) => {
            const none = Object.fromEntries(request.associations.map((field) => [field, []]));
            return { id, associations: associations ?? none };
          }),
      })),
  },
  {
    flaw: 'leaves out the lists of keys that nothing bears',
    caughtBy: 'answers keys in order, with an empty list for one that nothing bears',
    variant: separate,
    damage: () =>
      connection((sound) => ({
        async findByKey(request, options) {
          const found = await sound.findByKey(request, options);
          return [...found.filter((list) => list.length > 0), ...found.filter((list) => list.length === 0)];
        },
      })),
  },
  {
    flaw: 'swaps the outcomes of two creates',
    caughtBy: 'creates as many records as its batch limit says, one outcome for each, in order',
    variant: separate,
    damage: () =>
      writing((write) => async (request, options) => {
        const outcomes = await write(request, options);
        return isCreate(request.changes[0]) ? swap(outcomes) : outcomes;
      }),
  },
  {
    flaw: 'clears what an update does not mention',
    caughtBy: 'updates the fields that it is sent, and no others',
    variant: separate,
    damage: () =>
      writing((write) => (request, options) => {
        const changes = request.changes.map(
          (change): RecordChange =>
            change.kind === 'update' ? { ...change, fields: { born: null, ...change.fields } } : change,
        );
        return write({ ...request, changes }, options);
      }),
  },
  {
    flaw: 'leaves null out of an update',
    caughtBy: 'clears a field of every type with null',
    variant: separate,
    damage: () =>
      writing((write) => (request, options) => {
        const changes = request.changes.map((change): RecordChange => {
          if (change.kind !== 'update') return change;
          const filled = Object.entries(change.fields).filter(([, value]) => value !== null);
          return { ...change, fields: Object.fromEntries(filled) };
        });
        return write({ ...request, changes }, options);
      }),
  },
  {
    flaw: 'says `written` of a record that was refused',
    caughtBy: 'isolates a record that the app refuses from its batch mates',
    variant: separate,
    damage: () =>
      writing(
        (write) => async (request, options) =>
          (await write(request, options)).map(
            (outcome): WriteOutcome =>
              outcome.kind === 'rejected' ? { kind: 'written', record: { id: 'made-up', fields: {} } } : outcome,
          ),
      ),
  },
  {
    flaw: 'adopts the record that has a unique value',
    caughtBy: 'says that a unique value exists already, and writes nothing',
    variant: separate,
    damage: () =>
      writing((write) => async (request, options) => {
        const outcomes = await write(request, options);
        const adopted = outcomes.map(async (outcome, index) => {
          const change = request.changes[index];
          if (outcome.kind !== 'exists' || outcome.id === null || !isCreate(change)) return outcome;
          const update: RecordChange = { ...change, kind: 'update', id: outcome.id };
          const [updated = outcome] = await write({ ...request, changes: [update] }, options);
          return updated;
        });
        return Promise.all(adopted);
      }),
  },
  {
    flaw: 'forgets the expected revision',
    caughtBy: 'refuses a write whose expected revision no longer holds',
    variant: inline,
    damage: () =>
      writing((write) => (request, options) => {
        const changes = request.changes.map((change): RecordChange => {
          if (change.kind === 'create') return change;
          const { expectedRevision: _, ...rest } = change;
          return rest;
        });
        return write({ ...request, changes }, options);
      }),
  },
  {
    flaw: 'throws after the request has left',
    caughtBy: 'does not throw when the answer to an update is lost',
    variant: separate,
    damage: () =>
      writing((write) => async (request, options) => {
        const outcomes = await write(request, options);
        const lost = outcomes.find((outcome) => outcome.kind === 'unknown');
        if (request.changes[0]?.kind === 'update' && lost !== undefined) throw lost.error;
        return outcomes;
      }),
  },
  {
    flaw: 'sends a create again when its answer is lost',
    caughtBy: 'says of creates whose answer is lost that their outcome is unknown, and sends them once',
    variant: separate,
    damage: () =>
      writing((write) => async (request, options) => {
        const outcomes = await write(request, options);
        const isLost = isCreate(request.changes[0]) && outcomes.some((outcome) => outcome.kind === 'unknown');
        return isLost ? write(request, options) : outcomes;
      }),
  },
  {
    flaw: 'ignores the removal of a target',
    caughtBy: 'removes a target and keeps the others',
    variant: single,
    damage: () =>
      associating((write) => (request, options) => {
        const changes = request.changes.map((change) => (change.add.length === 0 ? { ...change, remove: [] } : change));
        return write({ ...request, changes }, options);
      }),
  },
  {
    flaw: 'replaces targets that nobody named',
    caughtBy: 'adds a target and keeps those that are there',
    variant: single,
    damage: () => ({
      connection: (sound) => ({
        ...sound,
        async writeAssociations(request, options) {
          const { object, changes } = request;
          const replaced = changes.map(async (change) => {
            const asked = { object, ids: [change.id], associations: [change.field] };
            const [held] = await sound.readAssociations(asked, options);
            const remove = held?.associations?.[change.field] ?? [];
            return change.remove.length > 0 ? change : { ...change, remove };
          });
          const sent = await Promise.all(replaced);
          return sound.writeAssociations?.({ object, changes: sent }, options) ?? [];
        },
      }),
    }),
  },
  {
    flaw: 'ends an association with its mark',
    caughtBy: 'takes a mark away and keeps the membership',
    variant: separate,
    damage: () =>
      associating((write) => (request, options) => {
        const changes = request.changes.map((change) =>
          change.field === 'main' && change.add.length === 0 ? { ...change, field: 'accounts' } : change,
        );
        return write({ ...request, changes }, options);
      }),
  },
  {
    flaw: 'reports no calls',
    caughtBy: 'reports every call that it makes, once',
    variant: separate,
    damage: () => ({ context: (context) => ({ ...context, reportCall() {} }) }),
  },
  {
    flaw: 'does not ask the limits',
    caughtBy: 'asks the limits before every call, in a bucket that it declares',
    alsoBy: [
      'makes no read for which the limits give no leave, and succeeds later',
      'makes no create for which the limits give no leave, and makes it once later',
    ],
    variant: separate,
    damage: () => ({
      context: (context) => ({ ...context, limits: { ...context.limits, acquire: async () => {} } }),
    }),
  },
  {
    flaw: 'keeps a 429 to itself',
    caughtBy: 'pauses the bucket of a read that was refused with 429, and succeeds later',
    variant: separate,
    damage() {
      let reads = false;
      return {
        context(context) {
          const pause = (bucket: string, ms: number) => (reads ? undefined : context.limits.pause(bucket, ms));
          return { ...context, limits: { ...context.limits, pause } };
        },
        connection: (sound) => ({
          ...sound,
          async readRecords(request, options) {
            reads = true;
            const read = await sound.readRecords(request, options);
            reads = false;
            return read;
          },
        }),
      };
    },
  },
  {
    flaw: 'calls wrong credentials a passing trouble',
    caughtBy: 'says that credentials are refused, and what to do about it',
    variant: separate,
    damage: () =>
      connection((sound) => ({
        async check(request, options) {
          try {
            return await sound.check(request, options);
          } catch (error) {
            throw new RetryableError('Something went wrong.', { code: 'app-unavailable', cause: error });
          }
        },
      })),
  },
  {
    flaw: 'ignores a signal that is aborted',
    caughtBy: 'sends nothing once the signal is aborted',
    variant: separate,
    damage: () => connection((sound) => ({ readRecords: (request) => sound.readRecords(request, { signal }) })),
  },
  {
    flaw: 'looks at the signal at the start only',
    caughtBy: 'stops a read between its pages',
    variant: separate,
    damage: () =>
      reading(
        (readChanges) =>
          async function* (request, options) {
            options.signal.throwIfAborted();
            yield* readChanges(request, { signal });
          },
      ),
  },
  {
    flaw: 'reads everything before it shows anything',
    caughtBy: 'shows the first page before it has read the last',
    variant: separate,
    damage: () =>
      reading(
        (readChanges) =>
          async function* (request, options) {
            const [first, ...rest] = await pagesOf(readChanges(request, options));
            if (first !== undefined) yield first;
            for (const page of rest) {
              options.signal.throwIfAborted();
              yield page;
            }
          },
      ),
  },
  {
    flaw: 'shares a read that hangs on the signal of the first caller',
    caughtBy: 'leaves a call alone when another one beside it is aborted',
    variant: separate,
    damage: () => ({
      connection(sound) {
        let schemas: Promise<unknown> | null = null;
        return {
          ...sound,
          async readRecords(request, options) {
            options.signal.throwIfAborted();
            schemas ??= new Promise((resolve) => setImmediate(resolve)).then(() => options.signal.throwIfAborted());
            await schemas;
            return sound.readRecords(request, options);
          },
        };
      },
    }),
  },
  {
    flaw: 'stumbles when it is closed twice',
    caughtBy: 'closes once and for all, and may be told so twice',
    alsoBy: ['closes without harm to other connections', 'leaves nothing behind that the next connection would need'],
    variant: separate,
    damage: () => ({
      connection(sound) {
        let closed = false;
        return {
          ...sound,
          async close() {
            if (closed) throw new Error('closed already');
            closed = true;
          },
        };
      },
    }),
  },
  {
    flaw: 'sends a read again although the limits give no leave',
    caughtBy: 'makes no read for which the limits give no leave, and succeeds later',
    variant: separate,
    damage: () =>
      connection((sound) => ({
        async readRecords(request, options) {
          const again = () => sound.readRecords(request, options);
          return again().catch((error: unknown) =>
            isErrorOfKind(error, 'retryable') ? again() : Promise.reject(error),
          );
        },
      })),
  },
  {
    flaw: 'sends a create again although the limits give no leave',
    caughtBy: 'makes no create for which the limits give no leave, and makes it once later',
    variant: separate,
    damage: () =>
      writing((write) => async (request, options) => {
        const again = () => write(request, options);
        return again().catch((error: unknown) => (isErrorOfKind(error, 'retryable') ? again() : Promise.reject(error)));
      }),
  },
  {
    flaw: 'prints the token on stderr',
    caughtBy: 'keeps secrets out of errors, logs, answers and checkpoints',
    variant: separate,
    damage: () => ({
      connection: (sound, { accessToken }) => ({
        ...sound,
        check(request, options) {
          console.error('calling with', accessToken);
          return sound.check(request, options);
        },
      }),
    }),
  },
  {
    flaw: 'tells of no removal in its feed of hints',
    caughtBy: 'hints at what was added, changed and removed since the feed was opened',
    variant: separate,
    damage: () =>
      readingFeed(({ read }) => ({
        async read(request, options) {
          const page = await read(request, options);
          return { ...page, hints: page.hints.filter(({ kind }) => kind !== 'deleted') };
        },
      })),
  },
  {
    flaw: 'passes over the second page of its feed of hints',
    caughtBy: 'goes on where another connection stopped reading, without a loss',
    variant: separate,
    damage: () =>
      readingFeed(({ read }) => ({
        async read(request, options) {
          const page = await read(request, options);
          if (!page.more) return page;
          const passedOver = await read({ ...request, cursor: page.cursor }, options);
          return { ...passedOver, hints: page.hints };
        },
      })),
  },
  {
    flaw: 'hints at every object',
    caughtBy: 'hints at objects that are watched, and at no others',
    variant: separate,
    damage: () =>
      readingFeed(({ read }) => ({
        read: (request, options) => read({ ...request, objects: ['people', 'accounts'] }, options),
      })),
  },
  {
    flaw: 'takes a cursor that leads nowhere for one without news',
    caughtBy: 'says of a cursor that it leads nowhere',
    variant: separate,
    damage: () =>
      readingFeed(({ read }) => ({
        read: (request, options) =>
          read(request, options).catch(() => ({ hints: [], cursor: request.cursor, more: false })),
      })),
  },
  {
    flaw: 'believes whoever calls',
    caughtBy: 'refuses what the app has not signed, and throws for nothing that a request can hold',
    variant: separate,
    damage: () =>
      receiving((receive) => async (request, options) => {
        const delivery = await receive(request, options);
        return delivery.kind === 'refused' ? { kind: 'hints', hints: [] } : delivery;
      }),
  },
  {
    flaw: 'checks nothing but that there is a signature',
    caughtBy: 'refuses what the app has not signed, and throws for nothing that a request can hold',
    variant: separate,
    damage: () =>
      receiving(
        (receive) => async (request, options) =>
          'x-memory-signature' in request.headers ? { kind: 'hints', hints: [] } : receive(request, options),
      ),
    alsoBy: ['takes what the app sends, and names the records'],
  },
  {
    flaw: 'throws for a body that is no JSON',
    caughtBy: 'refuses what the app has not signed, and throws for nothing that a request can hold',
    variant: separate,
    damage: () =>
      receiving((receive) => async (request, options) => {
        JSON.parse(Buffer.from(request.body).toString('utf8'));
        return receive(request, options);
      }),
  },
  {
    flaw: 'names no record in what the app sends',
    caughtBy: 'takes what the app sends, and names the records',
    variant: separate,
    damage: () =>
      receiving((receive) => async (request, options) => {
        const delivery = await receive(request, options);
        return delivery.kind === 'hints' ? { ...delivery, hints: [] } : delivery;
      }),
  },
  {
    flaw: 'has no feed of hints although it is said to',
    caughtBy: 'has the ways of hints that are told, and no other',
    alsoBy: [
      'hints at what was added, changed and removed since the feed was opened',
      'goes on where another connection stopped reading, without a loss',
      'hints at objects that are watched, and at no others',
      'says of a cursor that it leads nowhere',
    ],
    variant: separate,
    damage: () => connection(({ hints }) => ({ hints: { ...(hints?.push && { push: hints.push }) } })),
  },
  {
    flaw: 'declares hints of an object, which are those of its connection',
    caughtBy: 'declares for its objects the capabilities that chose these tests',
    variant: separate,
    damage: () =>
      connection((sound) => ({
        describeObjects: async (request, options) =>
          (await sound.describeObjects(request, options)).map((schema) => ({
            ...schema,
            capabilities: { ...schema.capabilities, hints: ['pull'] },
          })),
      })),
  },
  {
    flaw: 'names a page without its address',
    caughtBy: 'names a page of each record, or says that there is none',
    variant: separate,
    damage: () => connection(() => ({ recordUrl: ({ id }) => `people/${id}` })),
  },
];
