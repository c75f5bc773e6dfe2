import { ConfigurationError, nearest } from '@linkwright/core';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { completeWords } from './completion/complete-words.ts';
import { type Shell, shellScripts, shells } from './completion/shell-scripts.ts';
import { writtenNames } from './completion/written-names.ts';
import { exitCodes } from './exit-codes.ts';

export const registerCompletion: RegisterCommand = (program, act) => {
  program
    .command('completion')
    .description('print a script that completes commands, options and names in a shell')
    .argument('<shell>', shells.join(', '))
    .addHelpText(
      'after',
      [
        '\nFor good, in a new shell:',
        '  bash  linkwright completion bash > ~/.local/share/bash-completion/completions/linkwright',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: for a shell.
        '  zsh   linkwright completion zsh > "${fpath[1]}/_linkwright"',
        '  fish  linkwright completion fish > ~/.config/fish/completions/linkwright.fish',
      ].join('\n'),
    )
    .action(act(printScript));

  const complete: CommandAction = async (context, _options, [...words]) => {
    const given = words.length === 0 ? [''] : words;
    const file = configurationOf(given) ?? context.configurationFile;
    const candidates = completeWords(program, given, await writtenNames(context.directory, file));
    for (const { word, description } of candidates) {
      if (!/[\t\n]/.test(word)) context.output.print(`${word}\t${description.replaceAll(/\s+/g, ' ')}`);
    }
    return exitCodes.done;
  };
  program.command('complete', { hidden: true }).argument('[word...]').action(act(complete));
};

const printScript: CommandAction = async ({ output }, _options, [wanted = '']) => {
  const shell = shells.find((one) => one === wanted);
  if (shell === undefined) {
    const near = nearest(wanted, shells);
    throw new ConfigurationError(`There is no completion for "${wanted}".`, {
      code: 'usage',
      remedy: near === null ? `Write one of: ${shells.join(', ')}.` : `Did you mean "${near}"?`,
    });
  }
  output.document({ shell, script: scriptOf(shell) });
  output.print(scriptOf(shell).trimEnd());
  return exitCodes.done;
};

const scriptOf = (shell: Shell): string => shellScripts[shell];

/** The file that the line which is being completed names. */
function configurationOf(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === '-c' || word === '--config');
  return at === -1 || at + 2 >= words.length ? undefined : words[at + 1];
}
