import { describe, expect, it } from 'vitest';
import { runCommand } from './support/run-command.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

describe('the command line', () => {
  it('prints help and version on stdout', async () => {
    const directory = await temporaryFolder();
    const help = await runCommand(['--help'], { directory });
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toMatch(
      /^Usage: linkwright [\s\S]*--config <file>[\s\S]*init [\s\S]*sandbox [\s\S]*Exit codes: 0 done/,
    );
    const version = await runCommand(['--version'], { directory });
    expect(version).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
  });

  it('shows the help where no command is given, and asks for one', async () => {
    const { exitCode, stdout, stderr } = await runCommand([], { directory: await temporaryFolder() });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: linkwright [\s\S]*No command was given\.\n$/);
  });

  it.each([
    ['an unknown command', ['sandbx'], "Unknown command 'sandbx'.\nDid you mean sandbox?\n"],
    ['an unknown option', ['init', '--lft', 'x'], "Unknown option '--lft'.\nDid you mean --left?\n"],
    [
      'an option without its value',
      ['init', '--left'],
      /^Option '--left <connector>' argument missing\.\nlinkwright --help/,
    ],
    ['one word too many', ['init', 'more'], /^Too many arguments for 'init'\. .*\nlinkwright --help/],
    [
      'a number that is none',
      ['sandbox', '--port', 'x'],
      /^Option '--port <port>' argument 'x' is invalid\. It must be a number from 0 to 65535\.\n/,
    ],
    ['an unknown fault', ['sandbox', '--fault', 'slw=0.5'], /argument 'slw=0\.5' is invalid\. Did you mean slow\?\n/],
    [
      'a share that is none',
      ['sandbox', '--fault', 'slow=2'],
      /argument 'slow=2' is invalid\. It must be a number from 0 to 1\.\n/,
    ],
  ])('names what is meant for %s, exit code 2', async (_, words, message) => {
    const result = await runCommand(words, { directory: await temporaryFolder() });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    if (typeof message === 'string') expect(result.stderr).toBe(message);
    else expect(result.stderr).toMatch(message);
  });

  it('tells mistakes as JSON, too', async () => {
    const { exitCode, stdout, stderr } = await runCommand(['sandbx', '--json'], { directory: await temporaryFolder() });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      error: { code: 'usage', message: "Unknown command 'sandbx'.", remedy: 'Did you mean sandbox?' },
    });
  });
});
