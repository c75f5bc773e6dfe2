import { dirname, join, relative } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { systemClock } from '@linkwright/engine';
import { findConfiguration } from '../configuration/find-configuration.ts';
import { createModuleReloader } from '../connectors/module-reloader.ts';
import { count } from '../output/format-number.ts';
import type { CommandContext } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { reportError } from './report-error.ts';
import { markFiles, nextChanges } from './watch-files.ts';

/**
 * Plans, and plans again whenever the file, the `.env` beside it or a connector that lies in a folder of one's own changes, until
 * it is interrupted. A plan that fails is told, and the next change may mend it.
 */
export async function watchPlan(
  context: CommandContext,
  plan: (context: CommandContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { signal, directory } = context;
  if (context.output.json) {
    throw new ConfigurationError('--watch tells people of many plans, and --json is one document.', {
      code: 'usage',
      remedy: 'Leave one of them out.',
    });
  }
  const file = await findConfiguration(directory, context.configurationFile);
  // Nobody would see the next plan behind a pager.
  const output = { ...context.output, paged: (print: () => Promise<void>) => print() };
  const reloader = createModuleReloader();
  const round = { ...context, output, importModule: reloader.importModule };
  /** Of all that any plan so far has read: one that fails early reads none of it, and it may mend it. */
  let marks = await markFiles([file, join(dirname(file), '.env')]);
  try {
    for (;;) {
      try {
        await plan(round);
      } catch (error) {
        if (signal.aborted) return exitCodes.done;
        reportError(error, round);
      }
      if (signal.aborted) return exitCodes.done;
      // What was known before the plan counts from then: it may have changed meanwhile.
      marks = new Map([...(await markFiles(reloader.files())), ...marks]);
      output.note(`\nWatching ${count(marks.size, 'file')}; Ctrl-C ends.`);
      const changes = await nextChanges(marks, systemClock, signal).catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
      if (changes === null) return exitCodes.done;
      output.print('');
      for (const path of changes.changed) output.print(`${relative(directory, path)} has changed.`);
      reloader.renew();
      ({ marks } = changes);
    }
  } finally {
    reloader.close();
  }
}
