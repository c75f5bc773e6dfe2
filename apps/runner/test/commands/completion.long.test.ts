import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { crmConfiguration } from './support/crm-configuration.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const oddName =
  '  big sync:\n    left: { connection: hubspot, object: products }\n    right: { connection: airtable, object: Things }\n';

/** A folder with a configuration, the command on the path, and the completion script of a shell. */
async function prepare(shell: string) {
  const directory = await temporaryFolder({ 'linkwright.yaml': crmConfiguration() + oddName });
  const { stdout, exitCode } = await runCommand(['completion', shell], { directory });
  expect(exitCode).toBe(0);
  await writeFile(join(directory, 'completion'), stdout);
  const command = join(directory, 'linkwright');
  await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" --conditions=@linkwright/source "${main}" "$@"\n`);
  await chmod(command, 0o755);
  const env = {
    PATH: `${directory}:${process.env.PATH}`,
    HOME: directory,
    NODE_COMPILE_CACHE: join(tmpdir(), 'linkwright-test-compile-cache'),
  };
  return (program: string, ...words: readonly string[]): string =>
    execFileSync(program, words, { cwd: directory, env, encoding: 'utf8' });
}

const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

describe('linkwright completion', () => {
  it('completes commands, options, their values and the names of the file in bash', async () => {
    const run = await prepare('bash');
    const script = `
source ./completion
complete -p linkwright
ask() { COMP_WORDS=(linkwright "$@"); COMP_CWORD=$#; _linkwright; (IFS='|'; echo "\${COMPREPLY[*]}"); }
ask statu
ask plan ''
ask plan contacts c
ask sync --al
ask sync --allow ''
ask conflicts --sync = co
ask record hubspot ''
ask objects a
ask conflicts res
ask -c nowhere.yaml plan ''
ask plan --out ''
ask plan b
`;
    expect(run('bash', '--norc', '--noprofile', '-c', script).split('\n')).toEqual([
      'complete -o default -F _linkwright linkwright',
      'status',
      'companies|contacts|deals|big\\ sync',
      'companies',
      '--allow',
      'archive|blank|unlink|create|overwrite',
      'companies|contacts',
      'companies|contacts|deals|products',
      'airtable',
      'resolve',
      '',
      '',
      'big\\ sync',
      '',
    ]);
  });

  it.skipIf(!isThere('zsh'))('is a completion function of zsh', async () => {
    const run = await prepare('zsh');
    const script = `
autoload -Uz compinit && compinit -u -D
source ./completion
print -r -- "\${_comps[linkwright]}"
_describe() { print -rl -- "\${(@P)2}"; }
_files() { print files; }
ask() { words=(linkwright "$@"); CURRENT=\${#words}; _linkwright; }
ask statu
ask plan b
ask plan --out ''
`;
    expect(run('zsh', '-f', '-c', script).split('\n')).toEqual([
      '_linkwright',
      expect.stringMatching(/^status:how things stand/),
      'big sync:hubspot products ⇄ airtable Things',
      'files',
      '',
    ]);
  });

  it.skipIf(!isThere('fish'))('completes in fish', async () => {
    const run = await prepare('fish');
    const ask = (line: string): string[] =>
      run('fish', '--no-config', '-c', `source ./completion; complete -C ${JSON.stringify(line)}`)
        .trimEnd()
        .split('\n');
    expect(ask('linkwright statu')).toEqual([expect.stringMatching(/^status\thow things stand/)]);
    expect(ask('linkwright plan c').map((line) => line.split('\t')[0])).toEqual(['companies', 'contacts']);
    expect(ask('linkwright plan --out linkw')).toContain('linkwright.yaml');
  });

  it('says which shells there are', async () => {
    const { exitCode, stderr } = await runCommand(['completion', 'fihs'], { directory: await temporaryFolder() });
    expect(exitCode).toBe(2);
    expect(stderr).toBe('There is no completion for "fihs".\nDid you mean "fish"?\n');
  });
});
