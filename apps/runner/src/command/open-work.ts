import { userInfo } from 'node:os';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { Work } from '../session/work.ts';
import type { CommandContext } from './command-context.ts';
import { openConfiguration } from './open-configuration.ts';

/** Work on the file that the command was given, watched on the terminal. From here on its secrets are kept out of all output. */
export const openWork = async (context: CommandContext): Promise<Work> =>
  workOn(context, await openConfiguration(context));

/** Work on a file that has been read; its secrets are kept out of all output as well. */
export function workOn(
  {
    output,
    directory,
    signal,
    now,
    importModule,
  }: Pick<CommandContext, 'output' | 'directory' | 'signal' | 'now' | 'importModule'>,
  loaded: LoadedConfiguration,
): Work {
  output.redactor.add(loaded.secrets);
  return {
    loaded,
    directory,
    redact: (text) => output.redactor.redact(text),
    hide: (secrets) => output.redactor.add(secrets),
    now,
    signal,
    askedBy: { via: 'command', by: userName() },
    ...(importModule && { importModule }),
    tell(event) {
      if (event.kind === 'progress') output.progress(event.line);
      else if (event.kind === 'note') output.note(event.text);
      else if (event.kind === 'trouble') output.error(event.text);
    },
  };
}

/** As the operating system knows whoever types. `null`: it knows no name, as in a container. */
export function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
