import { expect, test } from 'vitest';
import { runTestLive } from './live/run-test-live.ts';

test('without accounts it says what is missing, and runs nothing', async () => {
  const { exitCode, output } = await runTestLive([], { HUBSPOT_ACCESS_TOKEN: 'pat-na1-half', KINTONE_USERNAME: '' });
  expect(exitCode).toBe(2);
  for (const app of ['HubSpot', 'Airtable', 'Kintone']) expect(output).toContain(`${app} is left out.`);
  const needed = [
    ['HUBSPOT_OWNER'],
    ['AIRTABLE_ACCESS_TOKEN', 'AIRTABLE_BASE_ID', 'AIRTABLE_COLLABORATOR'],
    ['KINTONE_BASE_URL', 'KINTONE_USERNAME', 'KINTONE_PASSWORD'],
  ].flat();
  expect([...output.matchAll(/^ {2}([A-Z_]+) /gm)].map((match) => match[1])).toEqual(needed);
  expect(output).toContain('Nothing was run.');
});

test.each([
  [['hubspott'], 'There is no app "hubspott".'],
  [['--clean'], "Unknown option '--clean'"],
])('a wrong call %j is refused', async (given, told) => {
  const { exitCode, output } = await runTestLive(given, {});
  expect(exitCode).toBe(2);
  expect(output).toContain(told);
  expect(output).toContain('pnpm test:live [hubspot] [airtable] [kintone] [--cleanup] [--test NAME]');
});

test('an account that cannot be reached fails', async () => {
  const { exitCode, output } = await runTestLive(['kintone', '--cleanup'], {
    KINTONE_BASE_URL: 'http://localhost:9',
    KINTONE_USERNAME: 'ann@example.com',
    KINTONE_PASSWORD: 'secret',
  });
  expect(exitCode).toBe(1);
  expect(output).toContain('Failed: Kintone.');
});
