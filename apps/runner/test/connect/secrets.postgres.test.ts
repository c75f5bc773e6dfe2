import { join } from 'node:path';
import { openStore } from '@linkwright/engine';
import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import { readFeeds } from '../../src/hints/feed-book.ts';
import { openWorkspace } from '../../src/index.ts';
import { makeHook } from '../../src/operations/hooks.ts';
import { vaultOf } from '../../src/session/vault-of.ts';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { addContact } from '../commands/support/fill-crm.ts';
import { startCalledService, until } from '../service/support/start-called-service.ts';
import { connectHere } from './support/connect-here.ts';
import { oauthVariables, startOAuthCrm } from './support/oauth-crm.ts';

const password = 'pass-word/of grace';
const appSecret = 'secret-of-an-app-61d0';

it('no secret of a run is in any row of the whole database, plain, in base64, URL-encoded or in hexadecimal digits', async () => {
  const { place } = testState();
  const database = `secrets_${process.pid}`;
  const server = new pg.Client({ connectionString: place });
  await server.connect();
  await server.query(`create role ${database} login password '${password}'`);
  await server.query(`create database ${database} owner ${database}`);
  onTestFinished(async () => {
    await server.query(`drop database ${database} with (force)`);
    await server.query(`drop role ${database}`);
    await server.end();
  });
  const address = new URL(place);
  address.searchParams.delete('host');
  address.pathname = `/${database}`;
  address.username = database;
  address.password = password;

  const crm = await startOAuthCrm();
  const granted = crmConfiguration(['contacts'])
    .replace(
      'accessToken: "$' + '{AIRTABLE_ACCESS_TOKEN}"',
      'clientId: "$' + '{AIRTABLE_CLIENT_ID}", clientSecret: "$' + '{AIRTABLE_CLIENT_SECRET}"',
    )
    .replace(
      'accessToken: "$' + '{HUBSPOT_ACCESS_TOKEN}"',
      `accessToken: "$` + `{HUBSPOT_ACCESS_TOKEN}", appClientSecret: "$` + '{APP_SECRET}"',
    )
    .replace(/associations:\n.*\n$/, 'associations: []\n');
  await crm.configure(granted);
  const { publicUrl, outcomes, start, end } = await startCalledService();
  const own = oauthVariables(crm);
  const variables = {
    ...own,
    APP_SECRET: appSecret,
    LINKWRIGHT_STATE: address.href,
    LINKWRIGHT_PUBLIC_URL: publicUrl,
  };
  await crm.setVariables(variables);
  expect(await connectHere(crm.directory, 'airtable')).toMatchObject({ exitCode: 0 });
  const ada = await addContact(crm, { email: 'ada@x.example', firstname: 'Ada' });
  await addContact(crm, { email: 'refused@x.example', firstname: 'x'.repeat(100_001) }).catch(() => undefined);
  expect(await crm.run('sync', '--yes')).toMatchObject({ exitCode: 0 });

  const hook = await makeHook(await openWorkspace({ directory: crm.directory, environment: {} }), {
    connection: 'hubspot',
    url: publicUrl,
  });
  start(crm.directory);
  const loaded = await loadConfiguration(join(crm.directory, 'linkwright.yaml'), {});
  const feedsOf = async () => {
    const { place: at, schema } = loaded.state;
    const store = await openStore(at, { reading: true, ...(schema !== undefined && { schema }) });
    return readFeeds(store).finally(() => store.close());
  };
  await until(async () => (await feedsOf()).airtable?.calls !== undefined);
  await fetch(hook, { method: 'POST', body: '[]' });
  await crm.hubspot.crm.contacts.basicApi.update(ada, { properties: { firstname: 'Countess' } });
  const [row] = await crm.base('People').select().all();
  await crm.base('People').update(row?.id ?? '', { 'Job title': 'Analyst' });
  await until(async () => outcomes.includes('taken') && (await feedsOf()).airtable?.calls?.calledAt !== undefined);
  // A token that is refused, so that an error about it is stored.
  await crm.setVariables({ ...variables, HUBSPOT_ACCESS_TOKEN: 'invalid-token-of-hubspot-0c7e' });
  await crm.run('sync');
  await end();

  const vault = vaultOf(loaded);
  const grant = z.looseObject({ accessToken: z.string(), refreshToken: z.string() });
  const { accessToken, refreshToken } = grant.parse(JSON.parse((await vault.grantOf('airtable').read()) ?? ''));
  const hintSecret = (await vault.hintSecretOf('airtable')) ?? '';
  const webhooks = z.object({ webhooks: z.array(z.looseObject({ notificationUrl: z.string() })) });
  const listed = await fetch(`${crm.variables.AIRTABLE_URL}/v0/bases/${crm.baseId}/webhooks`, {
    headers: { authorization: 'Bearer patPerson' },
  });
  const pinged = webhooks.parse(await listed.json()).webhooks.map(({ notificationUrl }) => lastPart(notificationUrl));
  const secrets = [
    own.HUBSPOT_ACCESS_TOKEN ?? '',
    own.AIRTABLE_CLIENT_SECRET ?? '',
    own.LINKWRIGHT_KEY ?? '',
    'invalid-token-of-hubspot-0c7e',
    appSecret,
    password,
    accessToken,
    refreshToken,
    hintSecret,
    lastPart(hook),
    ...pinged,
  ];
  expect(pinged).toHaveLength(1);
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(11);

  const reader = new pg.Client({ connectionString: address.href });
  await reader.connect();
  const rows = await everyRow(reader).finally(() => reader.end());
  expect(rows.size).toBeGreaterThan(20);
  const everything = [...rows.values()].flat().join('\n');
  // It is all there, and what looks for secrets would find one.
  expect(everything).toContain('ada@x.example');
  const planted = Buffer.from(`{"token":"${refreshToken}"}`).toString('base64');
  expect(found(planted, refreshToken)).toBe(true);
  const leaks = [...rows].flatMap(([table, texts]) =>
    secrets.flatMap((secret, index) =>
      texts.some((text) => found(text, secret)) ? [`${table}: secret ${index}`] : [],
    ),
  );
  expect(leaks).toEqual([]);
});

const lastPart = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

/** Every row of every table of every schema as text, bytes as hexadecimal digits. */
async function everyRow(client: pg.Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows: tables } = await client.query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const found = new Map<string, readonly string[]>();
  for (const { schema, name } of tables) {
    const { rows } = await client.query<{ text: string }>(`select t::text as text from "${schema}"."${name}" t`);
    found.set(
      `${schema}.${name}`,
      rows.map(({ text }) => text),
    );
  }
  return found;
}

function found(text: string, secret: string): boolean {
  const bytes = Buffer.from(secret);
  // In base64 a text looks otherwise by where it begins; what is next to it changes the first and the last sign.
  const shifted = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before, 'x'), bytes]).toString('base64');
    return encoded.slice(before === 0 ? 0 : before + 1, -4);
  });
  const forms = [
    secret,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    ...shifted,
    ...shifted.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return forms.some((form) => text.includes(form));
}
