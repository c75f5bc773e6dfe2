import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { startWizard } from '../setup/support/start-wizard.ts';
import { runCommand, startCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('linkwright demo', () => {
  it('tells the whole story, finds both apps in step, and leaves nothing behind', async () => {
    const directory = await temporaryFolder();
    const { exitCode, stdout, stderr } = await runCommand(['demo'], { directory, environment: { TMPDIR: directory } });
    expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 0, stderr: '' });
    for (const line of [
      /^linkwright plan: what would be written$/m,
      /- \{ left: primary_company, right: Account \}/,
      /Nothing was written\.$/m,
      /^ {2}✓ read back from both: 60 companies, 39\d contacts, 80 deals and \d+ associations, the same in both apps/m,
      /^ {2}✓ read back from both: 60 companies, 40\d contacts, 80 deals and \d+ associations, the same in both apps/m,
      /^ {2}Airtable: 長谷川 美穂 moves from 株式会社さくら商事 to サンライズ物流 \(Account\)\.$/m,
      /^ {2}HubSpot: the primary company of 長谷川 美穂 is サンライズ物流; 株式会社さくら商事 stays associated\.$/m,
      /^ {2}Both: 남궁 준호 is 차장: HubSpot wins, and 부장 is kept in the conflict log\.$/m,
      /^ {2}✓ neither app was written to\.$/m,
      /\(left alone: marchand@chateau-revel\.example, borne by several; Madonna, no match key\)\.$/m,
      /^The apps and the file are gone again\. To keep them, and try commands on them: linkwright demo --keep$/m,
      /^Done in \d+\.\d s\. HubSpot saw [\d,]+ calls, Airtable [\d,]+/m,
    ]) {
      expect(stdout).toMatch(line);
    }
    expect(await readdir(directory)).toEqual([]);
  });

  it('asks nothing on a terminal', async () => {
    const demo = startWizard({ directory: await temporaryFolder(), command: 'demo' });
    expect(await demo.ended).toBe(0);
    expect(demo.screen()).toContain('neither app was written to.');
    expect(demo.brokenLines()).toEqual([]);
  });

  it('prints one document with --json', async () => {
    const { exitCode, stdout } = await runCommand(['demo', '--json'], { directory: await temporaryFolder() });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, status: 'done' });
  });

  it.each([[['demo']], [['demo', '--keep']]])(
    '%s leaves nothing behind if it is interrupted on the way',
    async (words) => {
      const directory = await temporaryFolder();
      const child = startCommand(words, { directory, environment: { TMPDIR: directory } });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      const closed = once(child, 'close');
      for await (const line of createInterface(child.stdout)) if (line.startsWith('The configuration: ')) break;
      child.kill('SIGINT');
      expect(await closed).toEqual([130, null]);
      expect([stderr, await readdir(directory)]).toEqual(['Stopped; nothing is left behind.\n', []]);
    },
  );
});
