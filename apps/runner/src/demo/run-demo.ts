import { once } from 'node:events';
import type { CommandContext } from '../command/command-context.ts';
import { loadSandbox } from '../connectors/load-sandbox.ts';
import { wrapped } from '../output/wrapped.ts';
import { commandsToTry, waysOn } from './commands-to-try.ts';
import { makeDemoFolder } from './demo-folder.ts';
import { hubspotToken, tellStory } from './demo-story.ts';
import { hubspotVersion } from './hubspot-api.ts';

/** The vendors' limits and lags, so many times faster: they stay on, and the demo takes seconds. */
const speed = 50;

/** Starts the apps, tells the story, and clears everything away, or keeps it until the user interrupts. */
export async function runDemo(context: CommandContext, { keep }: { readonly keep: boolean }): Promise<void> {
  const { directory, signal } = context;
  const output = wrapped(context.output, 4);
  const { startSandbox, countRequests } = await loadSandbox(directory);
  const folder = await makeDemoFolder(directory, keep);
  // Half a story leaves nothing to try commands on.
  let stays = false;
  try {
    const sandbox = await startSandbox({ speed });
    try {
      const { file, company } = await tellStory({ ...context, output }, folder.path, sandbox, countRequests);
      if (!keep) {
        for (const line of waysOn(context)) output.print(line);
        return;
      }
      stays = true;
      const edit = {
        url: `${sandbox.hubspot.baseUrl}/crm/objects/${hubspotVersion}/companies/${company}`,
        token: hubspotToken,
      };
      for (const line of commandsToTry(context, file, edit)) output.print(line);
      output.print(
        `\nLeft behind in ${folder.path}: linkwright.yaml, and .linkwright with the state. Remove it when you are done.`,
      );
      output.note('The apps are served until Ctrl-C; what is in them is then gone.');
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await sandbox.close();
    }
  } finally {
    if (!stays) await folder.remove();
  }
}
