import { randomBytes } from 'node:crypto';
import { openStore } from '@linkwright/engine';
import { startSandbox } from '@linkwright/sandbox';
import Airtable from 'airtable';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { readFeeds } from '../../src/hints/feed-book.ts';
import { nextReadingAt } from '../../src/hints/feed-pace.ts';
import { readHooks } from '../../src/hints/hook-book.ts';
import { makeAirtableBase, peopleTable } from '../support/airtable-base.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startCalledService, until } from './support/start-called-service.ts';

const webhooksSchema = z.object({
  webhooks: z.array(z.looseObject({ notificationUrl: z.string().nullable(), specification: z.unknown() })),
});

it('has Airtable call where the service has a public address and a key, and reads its feed when it does', async () => {
  // Of what the first run writes Airtable would call before the service has kept the secret that the call is signed with.
  const hasRun = Promise.withResolvers<undefined>();
  const sandbox = await startSandbox({
    speed: 1000,
    chooseFault: ({ path }) => (path.endsWith('/webhooks') ? hasRun.promise : undefined),
  });
  onTestFinished(() => sandbox.close());
  const { baseUrl } = sandbox.airtable;
  const headers = { authorization: 'Bearer patService', 'content-type': 'application/json' };
  const ids = [
    (await makeAirtableBase(baseUrl, [peopleTable])).id,
    (await makeAirtableBase(baseUrl, [peopleTable])).id,
  ] as const;
  const [left, right] = ids.map((id) => new Airtable({ apiKey: 'patPerson', endpointUrl: baseUrl }).base(id));
  if (left === undefined || right === undefined) throw new Error('There are two bases.');
  const connection = (id: string): string =>
    `{ connector: "@linkwright/connector-airtable", settings: { accessToken: patService, baseId: ${id}, baseUrl: "${baseUrl}" } }`;
  const directory = await temporaryFolder({
    'linkwright.yaml': `version: 1
connections:
  left: ${connection(ids[0])}
  right: ${connection(ids[1])}
syncs:
  people:
    left: { connection: left, object: People }
    right: { connection: right, object: People }
    every: 24h
    match: { left: Email, right: Email }
    fields: [{ left: Email, right: Email }, { left: Name, right: Name }]
`,
  });
  const { publicUrl, outcomes, runs, start, end } = await startCalledService();
  const environment = {
    LINKWRIGHT_PUBLIC_URL: publicUrl,
    LINKWRIGHT_KEY: randomBytes(32).toString('base64'),
  };
  const [ada] = await left('People').create([{ fields: { Email: 'ada@x.example', Name: 'Ada' } }]);
  start(directory, environment);

  const read = async <Result>(use: (store: Awaited<ReturnType<typeof openStore>>) => Promise<Result>) => {
    const store = await openStore(`${directory}/.linkwright/state.db`, { reading: true });
    return use(store).finally(() => store.close());
  };
  const names = async (base: Airtable.Base) =>
    (await base('People').select().all()).map((row) => String(row.get('Name'))).join();
  await until(async () => (await names(right)) === 'Ada' && runs.length > 0);
  hasRun.resolve(undefined);
  await until(async () => Object.keys(await read(readFeeds)).length === 2);
  const addresses = Object.values(await read(readHooks)).map(({ connection, ofFeed }) => [connection, ofFeed]);
  expect(addresses.sort()).toEqual([
    ['left', true],
    ['right', true],
  ]);
  for (const id of ids) {
    const { webhooks } = webhooksSchema.parse(
      await (await fetch(`${baseUrl}/v0/bases/${id}/webhooks`, { headers })).json(),
    );
    expect(webhooks).toHaveLength(1);
    expect(webhooks[0]?.notificationUrl).toMatch(`${publicUrl}/hooks/airtable/`);
  }

  await left('People').update(ada?.id ?? '', { Name: 'Ada L.' });
  // A run that the beginning of the feeds has brought may read the record before the call has come.
  await until(async () => (await names(right)) === 'Ada L.' && outcomes.includes('taken'));
  // In the end nobody looks into the feeds before Airtable calls again, but for a look now and then.
  await until(async () => {
    const feeds = Object.values(await read(readFeeds));
    return feeds.every((feed) => feed.calls?.calledAt && nextReadingAt(feed, 5_000) - feed.readAt === 900_000);
  });
  expect(new Set(outcomes)).toEqual(new Set(['taken']));

  // What happens while nobody is there is read by the next one at once, also where it has no address to be called at.
  await end();
  await left('People').update(ada?.id ?? '', { Name: 'Ada K.' });
  const { LINKWRIGHT_KEY } = environment;
  (await startCalledService()).start(directory, { LINKWRIGHT_KEY });
  await until(async () => (await names(right)) === 'Ada K.');
  await left('People').update(ada?.id ?? '', { Name: 'Ada King' });
  await until(async () => (await names(right)) === 'Ada King');
});
