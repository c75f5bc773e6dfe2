import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { type RunningSandbox, startSandbox } from '@linkwright/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTestLive } from '../../../test/live/run-test-live.ts';

/** The way of `pnpm test:live`, with the sandbox for an account. */
const speed = 1000;
const login = { username: 'ann@example.com', password: 'live-password-77d0' };

let sandbox: RunningSandbox;
let client: KintoneRestAPIClient;
let environment: Record<string, string>;

beforeAll(async () => {
  sandbox = await startSandbox({ speed, limits: false });
  const { baseUrl } = sandbox.kintone;
  client = new KintoneRestAPIClient({ baseUrl, auth: login });
  environment = {
    KINTONE_BASE_URL: baseUrl,
    KINTONE_USERNAME: login.username,
    KINTONE_PASSWORD: login.password,
    LINKWRIGHT_LIVE_SPEED: String(speed),
  };
});

afterAll(() => sandbox.close());

/** Records by the name of their app. */
async function countRecords(): Promise<Record<string, string | null>> {
  const { apps } = await client.app.getApps({});
  const counts = apps.map(async ({ appId: app, name }) => {
    const { totalCount } = await client.record.getRecords({ app, totalCount: true });
    return [name, totalCount] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

describe('the suite for live accounts', () => {
  it('passes, and leaves two empty apps', async () => {
    const { exitCode, output } = await runTestLive(['kintone'], environment);
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain(login.password);
    expect(await countRecords()).toEqual({ linkwright_test_companies: '0', linkwright_test_people: '0' });
  });

  it('cleans up what a run left that was killed', async () => {
    // Makes what all runs share.
    await runTestLive(['kintone', '--test', 'yields a page'], environment);
    const { app: own } = await client.app.addApp({ name: 'Own' });
    await client.app.deployApp({ apps: [{ app: own }] });
    const people = (await client.app.getApps({ name: 'linkwright_test_people' })).apps[0]?.appId ?? '';
    await client.record.addRecord({ app: own });
    await client.record.addRecord({ app: people, record: { Name: { value: 'left behind' } } });
    const { exitCode, output } = await runTestLive(['kintone', '--cleanup'], environment);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('1 records of the app linkwright_test_people');
    expect(await countRecords()).toEqual({ linkwright_test_companies: '0', linkwright_test_people: '0', Own: '1' });
  });

  it('cleans up after a failure, too', async () => {
    const wrong = { ...environment, KINTONE_USERNAME: 'no address' };
    const { exitCode, output } = await runTestLive(['kintone', '--test', 'reads values of every type'], wrong);
    expect(exitCode, output).toBe(1);
    expect(output).toContain("should be the user's e-mail address");
    expect(await countRecords()).toMatchObject({ linkwright_test_companies: '0', linkwright_test_people: '0' });
  });
});
