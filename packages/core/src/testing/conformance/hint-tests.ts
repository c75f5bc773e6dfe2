import type { ConnectionHints, Hint, HintFeed, HintReceiver, HintRequest } from '../../contract/hints.ts';
import { checkpointUnknown } from '../../contract/source-record.ts';
import { expectFailure, expectKind, expectSame, expectThat, show } from './expectations.ts';
import type { ConformanceTest, Plan, Trial } from './trial.ts';
import { addRecord, addRecords, labels } from './trial-steps.ts';

/** Where the app is to call: never reached, the requests are handed over by the probe. */
const hookUrl = 'https://hooks.example.com/hooks/app/0123456789abcdef';

/** What to look at soon: nothing is lost between two readings, and nobody can tell us anything who is not the app. */
export function hintTests({ capabilities: { hints = [] } }: Plan): readonly ConformanceTest[] {
  return [
    {
      name: 'has the ways of hints that are told, and no other',
      async run(trial) {
        const { pull, push } = trial.connection.hints ?? {};
        const ways = [...(pull ? ['pull'] : []), ...(push ? ['push'] : [])];
        expectSame(ways, [...hints].sort(), 'The capability `hints` says in which ways a connection gives them.');
      },
    },
    ...(hints.includes('pull') ? pullTests : []),
    ...(hints.includes('push') ? pushTests : []),
  ];
}

const pullTests: readonly ConformanceTest[] = [
  {
    name: 'hints at what was added, changed and removed since the feed was opened',
    async run(trial) {
      const { source, probe } = trial;
      const [changed = '', removed = ''] = await addRecords(trial, source, 'changed', 'removed');
      const opened = await open(trial);
      const added = await addRecord(trial, source, 'added');
      await probe.update(source.id, changed, { [source.text.id]: 'changed since' });
      await probe.remove(source.id, removed);
      await trial.settle();
      const { hints } = await readFeed(trial, opened);
      for (const id of [added, changed, removed]) {
        expectThat(names(hints, source.id, id), `The feed has no hint at "${id}". It has ${show(hints)}.`);
      }
    },
  },
  {
    name: 'goes on where another connection stopped reading, without a loss',
    async run(trial) {
      const { source } = trial;
      const ids: string[] = [];
      const seen: Hint[] = [];
      let cursor = await open(trial);
      for (const [turn, label] of labels(3, 'turn').entries()) {
        ids.push(...(await addRecords(trial, source, ...labels(trial.threePages, label))));
        await trial.settle();
        const read = await readFeed(trial, cursor, feedOf(trial, trial.connect().hints), turn === 0 ? 1 : undefined);
        seen.push(...read.hints);
        cursor = read.cursor;
      }
      const rest = await readFeed(trial, cursor);
      seen.push(...rest.hints);
      const missed = ids.filter((id) => !names(seen, source.id, id));
      expectSame(missed, [], 'Records were added between two readings, and no hint told of them.');
      const again = await readFeed(trial, rest.cursor);
      expectSame(again.hints, [], 'A feed that was read to its end tells the same again.');
    },
  },
  {
    name: 'hints at objects that are watched, and at no others',
    async run(trial) {
      const cursor = await open(trial);
      await addRecord(trial, trial.target, 'not watched');
      await trial.settle();
      const { hints } = await readFeed(trial, cursor);
      expectSame(hints, [], 'Only the source was asked for.');
    },
  },
  {
    name: 'says of a cursor that it leads nowhere',
    async run(trial) {
      const { source, options } = trial;
      const feed = feedOf(trial);
      const cursor = await open(trial);
      await feed.close({ cursor }, options);
      await feed.close({ cursor }, options);
      for (const lost of [cursor, 'no cursor of anybody']) {
        const error = await expectFailure(
          () => feed.read({ objects: [source.id], cursor: lost }, options),
          `A feed is read with a cursor that leads nowhere (${lost}), as if nothing had happened since.`,
        );
        const advice = 'Then everything is looked at, so it has to be told by its own code.';
        expectSame(expectKind(error, 'contract', advice).code, checkpointUnknown, advice);
      }
    },
  },
];

const pushTests: readonly ConformanceTest[] = [
  {
    name: 'takes what the app sends, and names the records',
    async run(trial) {
      const { source, probe } = trial;
      await probe.openHints(source.id, hookUrl);
      const id = await addRecord(trial, source, 'told');
      await trial.settle();
      const requests = await probe.hintRequests(hookUrl);
      expectThat(requests.length > 0, 'The probe says that the app sent nothing.');
      const told: Hint[] = [];
      for (const request of requests) {
        const delivery = await receiverOf(trial).receive(request, trial.options);
        expectThat(delivery.kind !== 'refused', `A request of the app was refused: ${show(delivery)}.`);
        if (delivery.kind === 'read-feed') {
          expectThat(trial.connection.hints?.pull !== undefined, 'There is no feed that could be read.');
          return;
        }
        told.push(...delivery.hints);
      }
      expectThat(names(told, source.id, id), `No hint names "${id}": ${show(told)}.`);
    },
  },
  {
    name: 'refuses what the app has not signed, and throws for nothing that a request can hold',
    async run(trial) {
      const { source, probe } = trial;
      await probe.openHints(source.id, hookUrl);
      await addRecord(trial, source, 'told');
      await trial.settle();
      const receiver = receiverOf(trial);
      const [genuine] = await probe.hintRequests(hookUrl);
      expectThat(genuine !== undefined, 'The probe says that the app sent nothing.');
      for (const [what, request] of forgeries(genuine, receiver.signed)) {
        const delivery = await receiver.receive(request, trial.options);
        expectSame(delivery.kind, 'refused', `It takes ${what}: ${show(delivery)}.`);
      }
    },
  },
];

/** Without a signature only what cannot be understood is refused. */
function forgeries(genuine: HintRequest, signed: boolean): readonly (readonly [string, HintRequest])[] {
  const withBody = (body: string): HintRequest => ({ ...genuine, body: Buffer.from(body) });
  const unreadable = ['', 'no JSON', '[', 'null', '{}', '{"hints":7}', '[[[[]]]]'].map(
    (body) => [`the body ${JSON.stringify(body)}`, withBody(body)] as const,
  );
  const bytes = ['bytes that are no text', { ...genuine, body: Uint8Array.from([0xff, 0xfe, 0x00, 0x80]) }] as const;
  if (!signed) return [...unreadable, bytes];
  const text = Buffer.from(genuine.body).toString('utf8');
  const headers = Object.entries(genuine.headers);
  return [
    ...unreadable,
    bytes,
    ['a body with a blank more', withBody(`${text} `)],
    ['a request without headers', { ...genuine, headers: {} }],
    ...headers
      .filter(([name]) => /signature|mac|hmac/i.test(name))
      .map(([name, value]) => {
        const other = value.endsWith('A') ? 'B' : 'A';
        return [
          `another ${name}`,
          { ...genuine, headers: { ...genuine.headers, [name]: value.slice(0, -1) + other } },
        ] as const;
      }),
  ];
}

const names = (hints: readonly Hint[], object: string, id: string): boolean =>
  hints.some((hint) => hint.object === object && hint.id === id);

function feedOf(trial: Trial, hints: ConnectionHints | undefined = trial.connection.hints): HintFeed {
  expectThat(hints?.pull !== undefined, `"${trial.connector.name}" has no hints.pull, which the suite was told of.`);
  return hints.pull;
}

function receiverOf({ connector, connection: { hints } }: Trial): HintReceiver {
  expectThat(hints?.push !== undefined, `"${connector.name}" has no hints.push, which the suite was told of.`);
  return hints.push;
}

async function open(trial: Trial): Promise<string> {
  const request = { objects: [trial.source.id], cursor: null, notifyAt: null };
  return (await feedOf(trial).open(request, trial.options)).cursor;
}

/** To its end, or so many pages. */
async function readFeed(
  trial: Trial,
  from: string,
  feed: HintFeed = feedOf(trial),
  pages = Number.POSITIVE_INFINITY,
): Promise<{ readonly hints: readonly Hint[]; readonly cursor: string }> {
  const hints: Hint[] = [];
  let cursor = from;
  for (let page = 0; page < pages; page += 1) {
    const read = await feed.read({ objects: [trial.source.id], cursor }, trial.options);
    hints.push(...read.hints);
    cursor = read.cursor;
    if (!read.more) break;
  }
  return { hints, cursor };
}
