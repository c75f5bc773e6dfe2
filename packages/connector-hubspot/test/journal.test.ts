import { type ConnectionHints, checkpointUnknown, type Hint } from '@linkwright/core';
import { type ScriptedAnswer, type ScriptedRequest, startScriptedServer } from '@linkwright/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import hubspot from '../src/index.ts';
import { associate, merge, openPortal, type Portal, signal } from './sandbox-portal.ts';
import { createTestContext } from './test-context.ts';

const app = { appId: 9, clientId: 'client-of-9', clientSecret: 'secret-of-9-7a1c' };

let portal: Portal;
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

describe("HubSpot's journal", () => {
  it('tells of every object that is watched: edits, mergers, deletions, and associations from both ends', async () => {
    const { pull } = await open();
    const objects = ['contacts', 'companies', 'deals'];
    const [ann = '', ben = '', cy = ''] = await portal.create('contacts', ['a', 'b', 'c'].map(named));
    const [acme = ''] = await portal.create('companies', [{ name: 'Acme' }]);
    const { cursor } = await pull.open({ objects, cursor: null, notifyAt: null }, { signal });
    const [deal = ''] = await portal.create('deals', [{ dealname: 'D', dealstage: 'appointmentscheduled' }]);
    await portal.create('tickets', [{ subject: 'not watched', hs_pipeline_stage: '1' }]);
    await portal.sdk.crm.contacts.basicApi.update(ann, { properties: { firstname: 'Anna' } });
    await portal.sdk.crm.contacts.basicApi.archive(cy);
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }];
    await associate(portal, 'contacts', 'companies', [[ben, acme]], types);
    await merge(portal, 'contacts', ann, ben);
    const told = await readAll(pull, objects, cursor);
    expect(told).toEqual(
      expect.arrayContaining([
        `contacts ${ann} changed`,
        `contacts ${cy} deleted`,
        `deals ${deal} changed`,
        `contacts ${ben} associations`,
        `companies ${acme} associations`,
        `contacts ${ann} merged`,
        `contacts ${ben} merged`,
      ]),
    );
    expect(told.filter((one) => one.startsWith('tickets'))).toEqual([]);
  });

  it('asks one call of a quiet account, and looks for its subscriptions every five minutes', async () => {
    const { pull } = await open();
    const objects = ['contacts'];
    let { cursor } = await pull.open({ objects, cursor: null, notifyAt: null }, { signal });
    portal.context.takeCalls();
    for (let round = 0; round < 61; round += 1) {
      await portal.context.clock.sleep(5_000, signal);
      cursor = (await pull.read({ objects, cursor }, { signal })).cursor;
    }
    const calls = portal.context.takeCalls();
    expect(calls.filter((kind) => kind === 'journal')).toHaveLength(61);
    expect(calls.filter((kind) => kind !== 'journal')).toEqual(['journal-subscriptions']);
  });

  it('is over once somebody ends its subscriptions, when other objects are watched, and after three days', async () => {
    const { pull } = await open();
    const objects = ['contacts'];
    const { cursor } = await pull.open({ objects, cursor: null, notifyAt: null }, { signal });
    const isOver = expect.objectContaining({ code: checkpointUnknown });
    await expect(pull.read({ objects: ['contacts', 'deals'], cursor }, { signal })).rejects.toEqual(isOver);
    await endSubscriptions();
    await portal.context.clock.sleep(300_000, signal);
    await expect(pull.read({ objects, cursor }, { signal })).rejects.toEqual(isOver);
    const again = await pull.open({ objects, cursor, notifyAt: null }, { signal });
    await pull.read({ objects, cursor: again.cursor }, { signal });
    await portal.context.clock.sleep(3 * 86_400_000, signal);
    await expect(pull.read({ objects, cursor: again.cursor }, { signal })).rejects.toEqual(isOver);
  });

  it('shares the subscriptions of another one, and takes away its own alone', async () => {
    const { pull } = await open();
    const objects = ['contacts', 'companies'];
    const first = await pull.open({ objects: ['contacts'], cursor: null, notifyAt: null }, { signal });
    const made = await countSubscriptions();
    const second = await pull.open({ objects, cursor: null, notifyAt: null }, { signal });
    expect(await countSubscriptions()).toBeGreaterThan(made);
    await pull.close({ cursor: second.cursor }, { signal });
    expect(await countSubscriptions()).toBe(made);
    const [id = ''] = await portal.create('contacts', [named('a')]);
    expect(await readAll(pull, ['contacts'], first.cursor)).toEqual([`contacts ${id} changed`]);
  });

  it('passes over what else the app hears, and goes on hearing it', async () => {
    const other = { id: 7, appId: 9, createdAt: '2026-02-03T04:05:06Z', updatedAt: '2026-02-03T04:05:06Z' };
    const results = [
      // Of no portal, and so without its id.
      { ...other, subscriptionType: 'APP_LIFECYCLE_EVENT', actions: ['APP_UNINSTALL'], objectTypeId: '4-1916193' },
      {
        ...other,
        id: 8,
        subscriptionType: 'ASSOCIATION',
        portalId: 42,
        objectTypeId: '0-3',
        associatedObjectTypeIds: ['0-5'],
        actions: ['ASSOCIATION_ADDED'],
      },
    ];
    const ended: string[] = [];
    const sent: unknown[] = [];
    const { pull } = await openScripted(({ method, path, body }) => {
      if (path.startsWith('/oauth')) return { body: { access_token: 'a', token_type: 'bearer', expires_in: 1_800 } };
      if (path.startsWith('/account-info')) return { body: { portalId: 42 } };
      if (path.endsWith('/latest')) return { status: 204 };
      if (method === 'GET') return { body: { results } };
      if (method === 'DELETE') {
        ended.push(path);
        return { status: 204 };
      }
      const wanted = z.looseObject({ subscriptionType: z.string() }).parse(body);
      sent.push(wanted);
      return { body: { ...other, ...wanted, id: wanted.subscriptionType === 'ASSOCIATION' ? 8 : 9 } };
    });
    const { cursor } = await pull.open({ objects: ['deals'], cursor: null, notifyAt: null }, { signal });
    expect(sent).toEqual([
      {
        portalId: 42,
        subscriptionType: 'OBJECT',
        objectTypeId: '0-3',
        actions: ['CREATE', 'UPDATE', 'DELETE', 'MERGE', 'RESTORE'],
        objectIds: [],
        properties: [],
      },
      {
        portalId: 42,
        subscriptionType: 'ASSOCIATION',
        objectTypeId: '0-3',
        actions: ['ASSOCIATION_ADDED', 'ASSOCIATION_REMOVED'],
        associatedObjectTypeIds: ['0-3', '0-5'],
        objectIds: [],
      },
    ]);
    await pull.close({ cursor }, { signal });
    expect(ended).toEqual(['/webhooks-journal/subscriptions/2026-09/9']);
  });

  it('says what its app lacks, and never shows its secret', async () => {
    const { pull } = await open({ appClientSecret: 'another-secret-55c2' });
    const refused = await pull.open({ objects: ['contacts'], cursor: null, notifyAt: null }, { signal }).catch(String);
    expect(refused).toMatch(/HubSpot refuses the client of the settings: invalid_client/);
    expect(refused).not.toMatch(/another-secret/);
  });
});

it('a key alone is told nothing; the secret of an app is enough for webhooks', async () => {
  portal = await openPortal();
  closing.push(() => portal.close());
  const hintsOf = (settings: object): readonly string[] => {
    const parsed = hubspot.settings.parse({ baseUrl: portal.baseUrl, ...settings });
    return Object.keys(hubspot.connect(parsed, portal.context).hints ?? {}).sort();
  };
  const accessToken = 'pat-na1-key';
  expect(hintsOf({ accessToken })).toEqual([]);
  expect(hintsOf({ accessToken, appClientSecret: 'secret' })).toEqual(['push']);
  expect(hintsOf({ accessToken, appClientId: 'client', appClientSecret: 'secret' })).toEqual(['pull', 'push']);
  expect(hintsOf({ clientId: 'client', clientSecret: 'secret' })).toEqual(['pull', 'push']);
  expect(() => hintsOf({ accessToken, appClientId: 'client' })).toThrow(/give appClientSecret with appClientId/);
});

const named = (firstname: string) => ({ firstname });

async function open(changes: object = {}): Promise<{ readonly pull: NonNullable<ConnectionHints['pull']> }> {
  portal = await openPortal('pat-na1-journal', { journalLagMs: 0 });
  await portal.send('POST', '/sandbox/apps', app);
  const settings = { appClientId: app.clientId, appClientSecret: app.clientSecret };
  const { accessToken, witnessedUrl: baseUrl } = portal;
  const parsed = hubspot.settings.parse({ accessToken, baseUrl, ...settings, ...changes });
  const connection = hubspot.connect(parsed, portal.context);
  closing.push(() => portal.close(), connection.close);
  const pull = connection.hints?.pull;
  if (pull === undefined) throw new Error('The connection has no feed.');
  return { pull };
}

async function openScripted(answer: (request: ScriptedRequest) => ScriptedAnswer) {
  const server = await startScriptedServer(answer);
  const settings = { accessToken: 'pat-na1-key', appClientId: app.clientId, appClientSecret: app.clientSecret };
  const parsed = hubspot.settings.parse({ ...settings, baseUrl: server.baseUrl });
  const connection = hubspot.connect(parsed, createTestContext());
  closing.push(server.close, connection.close);
  const pull = connection.hints?.pull;
  if (pull === undefined) throw new Error('The connection has no feed.');
  return { pull };
}

async function readAll(
  pull: NonNullable<ConnectionHints['pull']>,
  objects: readonly string[],
  from: string,
): Promise<readonly string[]> {
  const hints: Hint[] = [];
  let cursor = from;
  for (;;) {
    const page = await pull.read({ objects, cursor }, { signal });
    expect(page.gap).toBeUndefined();
    hints.push(...page.hints);
    cursor = page.cursor;
    if (!page.more) return hints.map(({ object, id, kind }) => `${object} ${id} ${kind}`);
  }
}

/** As the app itself, past the connector. */
async function asApp(method: string, path: string): Promise<Response> {
  const scope =
    'developer.webhooks_journal.subscriptions.read developer.webhooks_journal.subscriptions.write developer.webhooks_journal.read';
  const { clientId: client_id, clientSecret: client_secret } = app;
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, scope });
  const granted = await fetch(`${portal.baseUrl}/oauth/2026-09/token`, { method: 'POST', body });
  const { access_token } = tokenSchema.parse(await granted.json());
  const headers = { authorization: `Bearer ${access_token}` };
  return fetch(`${portal.baseUrl}/webhooks-journal/subscriptions/2026-09${path}`, { method, headers });
}

const tokenSchema = z.looseObject({ access_token: z.string() });
const listedSchema = z.looseObject({ results: z.array(z.looseObject({ portalId: z.number() })) });

const listSubscriptions = async () => listedSchema.parse(await (await asApp('GET', '')).json()).results;
const countSubscriptions = async (): Promise<number> => (await listSubscriptions()).length;

async function endSubscriptions(): Promise<void> {
  const [first] = await listSubscriptions();
  await asApp('DELETE', `/portals/${first?.portalId}`);
}
