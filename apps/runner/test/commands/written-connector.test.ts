import { fileURLToPath } from 'node:url';
import { createTestClock } from '@linkwright/core/testing';
import { expect, it, onTestFinished } from 'vitest';
import { startRolodex } from '../../../../packages/http/test/example/rolodex-app.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The file that `docs/write-a-connector.md` is cut from. */
const connector = fileURLToPath(
  new URL('../../../../packages/http/test/example/rolodex-connector.ts', import.meta.url),
);

it('the connector that the documentation builds is green on an account, and writes nothing there', async () => {
  const accessToken = 'a-long-token-of-an-account';
  const app = await startRolodex(accessToken, createTestClock(Date.now()));
  onTestFinished(() => app.close());
  const { id } = app.put('companies', null, { name: 'Acme' });
  for (let visits = 1; visits <= 12; visits += 1) {
    app.put('people', null, { name: `Person ${visits}`, email: `p${visits}@acme.example`, visits, company_id: id });
  }
  const before = JSON.stringify(app.items('people'));
  const settings = `{ accessToken: "\${ROLODEX_ACCESS_TOKEN}", baseUrl: "${app.baseUrl}" }`;
  const yaml = `version: 1\nconnections:\n  rolodex:\n    connector: ${connector}\n    settings: ${settings}\n`;
  const directory = await temporaryFolder({ 'linkwright.yaml': yaml });
  const environment = { ROLODEX_ACCESS_TOKEN: accessToken };
  const words = ['test-connector', '--connection', 'rolodex'];
  const { exitCode, stdout, stderr } = await runCommand(words, { directory, environment });
  expect(stderr).toBe('');
  expect(stdout).toContain('12 records, which are all, 3 pages');
  expect(stdout).toContain('Nothing looks wrong. Nothing was written.');
  expect(exitCode).toBe(0);
  expect(JSON.stringify(app.items('people'))).toBe(before);
});
