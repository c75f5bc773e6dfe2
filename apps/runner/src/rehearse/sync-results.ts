import type { SyncReport } from '@linkwright/engine';
import type { Session } from '../session/open-session.ts';
import type { SyncResult } from './rehearsal-report.ts';
import type { RehearsedCycle } from './rehearsed-cycle.ts';

/** What a sync of the copies did, object sync by object sync. */
export function syncResults(session: Session, { reports, troubles, brakes }: RehearsedCycle): SyncResult[] {
  const runs = reports.map(({ syncs }) => syncs);
  return (runs.at(-1) ?? []).map((last): SyncResult => {
    const all = runs.flatMap((syncs) => syncs.filter(({ name }) => name === last.name));
    const sum = (read: (sync: SyncReport) => number): number => all.reduce((total, sync) => total + read(sync), 0);
    const bySide = (what: 'created' | 'updated' | 'archived') => ({
      left: sum(({ left }) => left[what]),
      right: sum(({ right }) => right[what]),
    });
    const created = bySide('created');
    const compiled = session.compilation.syncs.find(({ name }) => name === last.name);
    const nameOf = (connection: string): string =>
      (compiled && [compiled.left, compiled.right].find((end) => end.connection === connection)?.displayName) ??
      connection;
    return {
      name: last.name,
      implied: last.implied,
      left: nameOf(last.left.connection),
      right: nameOf(last.right.connection),
      matched: sum(({ newlyLinked }) => newlyLinked) - created.left - created.right,
      created,
      updated: bySide('updated'),
      archived: bySide('archived'),
      associations: {
        added: sum(({ associations: { left, right } }) => left.added + right.added),
        removed: sum(({ associations: { left, right } }) => left.removed + right.removed),
        pending: last.associations.pending,
      },
      conflicts: sum(({ conflicts }) => conflicts),
      ...troubles.of(last.name),
      brakes: (brakes.get(last.name) ?? []).map(({ kind, text }) => ({ kind, text })),
    };
  });
}
