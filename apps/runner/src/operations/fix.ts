import { relative } from 'node:path';
import { describeProblems } from '../configuration/describe-problems.ts';
import { configurationHash } from '../configuration/edit/configuration-hash.ts';
import { renderDifference } from '../configuration/edit/render-difference.ts';
import { writeConfiguration } from '../configuration/edit/write-configuration.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { openConnections, refuseProblems } from '../session/open-connections.ts';
import { problemOf } from '../session/refusal.ts';
import { ended, type Work } from '../session/work.ts';
import type { FixDocument } from './documents/fix-document.ts';
import { type FixedConfiguration, fixConfiguration } from './proposals/fix-configuration.ts';

/** Fixes before anything is written. */
export interface ProposedFixes extends Pick<FixedConfiguration, 'before' | 'after' | 'assumed'> {
  /** As it is told from the folder of the work. */
  readonly file: string;
}

export interface FixAsked {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asked where there is something to write. Absent: nothing is written. */
  readonly isMeant?: (fixes: ProposedFixes) => Promise<boolean>;
}

export interface FixOutcome {
  readonly document: FixDocument;
  /** Throws what is wrong all the same. */
  readonly refuse: () => void;
}

/** Adds the object syncs that associations need, and enables those that are switched off. */
export async function fix(work: Work, { environment, isMeant }: FixAsked): Promise<FixOutcome> {
  const opened = await openConnections(work);
  try {
    const fixed = await fixConfiguration(work, opened, environment);
    ended(work);
    const { before, after, loaded, assumed } = fixed;
    const file = relative(work.directory, loaded.file) || loaded.file;
    const written = before !== after && ((await isMeant?.({ file, before, after, assumed })) ?? false);
    if (written) await writeConfiguration({ file: loaded.file, before, after, environment });
    const problems = [...fixed.problems, ...fixed.refusals.map(problemOf)];
    return {
      document: {
        file,
        written,
        hash: configurationHash(before),
        edits: fixed.edits,
        difference: renderDifference(file, before, after, { style: (_style, text) => text }),
        assumed,
        declined: fixed.declined,
        problems: describeProblems(problems, loaded, work.directory),
      },
      refuse() {
        if (written && fixed.problems.length > 0) {
          throw new ProblemsError(fixed.problems, loaded, 'for you to decide; the file was changed as shown above');
        }
        refuseProblems({ ...opened, loaded, problems: [...fixed.problems], refusals: [...fixed.refusals] });
      },
    };
  } finally {
    await opened.close();
  }
}
