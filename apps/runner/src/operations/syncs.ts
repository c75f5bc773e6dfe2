import type { Work } from '../session/work.ts';
import type { SyncsDocument } from './documents/syncs-document.ts';
import { status } from './status.ts';

/** The syncs of the file, those that are derived from them, when each runs, and how its records stand. */
export async function syncs(work: Work): Promise<SyncsDocument> {
  const { syncs: standing, schedule, isRunning } = await status(work, { limit: 0 });
  const written = work.loaded.configuration.syncs;
  const known = new Map(standing.map((one) => [one.name, one]));
  const names = [...Object.keys(written), ...standing.map(({ name }) => name)];
  return {
    isRunning,
    isServed: schedule.isServed,
    syncs: [...new Set(names)].map((name) => {
      const own = written[name];
      const counts = known.get(name);
      const { name: _, ...clock } = schedule.syncs.find((one) => one.name === name) ?? { name };
      return {
        name,
        implied: own === undefined,
        enabled: own?.enabled ?? true,
        left: own ? { connection: own.left.connection, object: own.left.object } : null,
        right: own ? { connection: own.right.connection, object: own.right.object } : null,
        schedule: 'everyMs' in clock ? clock : null,
        standing: counts
          ? {
              linked: counts.linked,
              excluded: counts.excluded,
              ambiguous: counts.ambiguous,
              failing: counts.failing,
              inReview: counts.inReview,
              undecided: counts.undecided,
              pending: counts.pending,
              waiting: counts.waiting,
              conflicts: counts.conflicts,
              readWhole: counts.readWhole,
              brakes: counts.brakes.length,
              notes: counts.notes,
            }
          : null,
      };
    }),
  };
}
