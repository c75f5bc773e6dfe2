import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { notesCode } from './support/hostile-notes.ts';

const configuration = (connector: string): string => `version: 1
connections:
  mine: { connector: ${connector}, settings: { file: mine.jsonl } }
syncs: {}
`;

async function objects(files: Readonly<Record<string, string>>, connector = './notes/src/index.ts') {
  const directory = await temporaryFolder({ 'linkwright.yaml': configuration(connector), ...files });
  return runCommand(['objects', 'mine'], { directory });
}

describe('a connector that somebody is writing', () => {
  it('is run from its TypeScript, without a build', async () => {
    const result = await objects({
      'notes/src/index.ts': `import { label } from './label.ts';\nconst shown: string = label;\n${notesCode('shown')}`,
      'notes/src/label.ts': "export const label: string = 'Paper notes';\n",
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('Paper notes');
  });

  it.each([
    ['enum Kind { Note }\nexport default Kind;', 'TypeScript enum is not supported', 'Node strips types'],
    ['export default {\n  name: \n', 'notes/src/index\\.ts:2: Expression expected', 'Mend it'],
    ["import './label.js';\nexport default 1;", 'Cannot find module', 'with its extension, "\\./client\\.ts"'],
    [
      "import '@linkwright/core';\nexport default 1;",
      "Cannot find package '@linkwright/core'",
      'npm install @linkwright/core',
    ],
    [
      "import 'left-pad-of-somebody';\nexport default 1;",
      "'left-pad-of-somebody'",
      'type npm install where its package\\.json lies',
    ],
    ['export default { contractVersion: 1 };', 'its default export is no connector: name: ', 'Mend it'],
  ])('%j is told with its place and what helps', async (code, told, helps) => {
    const { exitCode, stdout, stderr } = await objects({ 'notes/src/index.ts': code, 'notes/src/label.ts': '' });
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^linkwright\\.yaml:3:\\d+ +connector-broken\\n[^]*${told}[^]*${helps}`));
    expect(stderr).not.toMatch(/\n +at |left-pad-of-somebody@|npm install left-pad/);
  });
});
