import { type RunningSandbox, startSandbox } from '@linkwright/sandbox';
import Airtable from 'airtable';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runTestLive } from '../../../test/live/run-test-live.ts';

/** The way of `pnpm test:live`, with the sandbox for an account. */
const speed = 1000;
const token = 'pat-live-token-51f0';

let sandbox: RunningSandbox;
let base: ReturnType<Airtable['base']>;
let environment: Record<string, string>;

beforeAll(async () => {
  sandbox = await startSandbox({ speed, limits: false });
  const { baseUrl } = sandbox.airtable;
  const tables = [{ name: 'Own', fields: [{ name: 'Name', type: 'singleLineText' }] }];
  const response = await fetch(`${baseUrl}/v0/meta/bases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Live', workspaceId: 'wspLive', tables }),
  });
  const { id } = z.looseObject({ id: z.string() }).parse(await response.json());
  base = new Airtable({ apiKey: token, endpointUrl: baseUrl }).base(id);
  environment = {
    AIRTABLE_ACCESS_TOKEN: token,
    AIRTABLE_BASE_ID: id,
    AIRTABLE_COLLABORATOR: 'rita.rep@example.com',
    AIRTABLE_BASE_URL: baseUrl,
    LINKWRIGHT_LIVE_SPEED: String(speed),
  };
});

afterAll(() => sandbox.close());

async function countRecords(): Promise<Record<string, number>> {
  const names = ['Own', 'linkwright_test_people', 'linkwright_test_accounts'];
  const counts = names.map(async (name) => [name, (await base(name).select().all()).length] as const);
  return Object.fromEntries(await Promise.all(counts));
}

describe('the suite for live accounts', () => {
  it('passes, and leaves two empty tables', async () => {
    const { exitCode, output } = await runTestLive(['airtable'], environment);
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain(token);
    expect(await countRecords()).toEqual({ Own: 0, linkwright_test_people: 0, linkwright_test_accounts: 0 });
  });

  it('cleans up what a run left that was killed', async () => {
    // Makes what all runs share.
    await runTestLive(['airtable', '--test', 'yields a page'], environment);
    await base('Own').create({ Name: 'stays' });
    await base('linkwright_test_people').create({ Name: 'left behind' });
    const { exitCode, output } = await runTestLive(['airtable', '--cleanup'], environment);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('1 records of the table linkwright_test_people');
    expect(await countRecords()).toEqual({ Own: 1, linkwright_test_people: 0, linkwright_test_accounts: 0 });
  });

  it('cleans up after a failure, too', async () => {
    const wrong = { ...environment, AIRTABLE_COLLABORATOR: 'no address' };
    const { exitCode, output } = await runTestLive(['airtable', '--test', 'reads values of every type'], wrong);
    expect(exitCode, output).toBe(1);
    expect(output).toContain('Field "Owner" cannot accept the provided value');
    expect(await countRecords()).toEqual({ Own: 1, linkwright_test_people: 0, linkwright_test_accounts: 0 });
  });
});
