import type { SyncReport } from '@linkwright/engine';
import type { Session } from '../session/open-session.ts';
import type { SyncResult } from './rehearsal-report.ts';
import type { RehearsedCycle } from './rehearsed-cycle.ts';

const examples = 3;

/** What a cycle did, sync by sync. `brakes`: of the attempt before, which they stopped. */
export function syncResults(
  session: Session,
  { report, details }: RehearsedCycle,
  brakes: ReadonlyMap<string, SyncReport['brakes']> = new Map(),
): readonly SyncResult[] {
  return report.syncs.map((sync): SyncResult => {
    const { left, right, associations } = sync;
    const { held, heldReasons, failing } = details.of(sync.name);
    const compiled = session.compilation.syncs.find(({ name }) => name === sync.name);
    const nameOf = (connection: string): string =>
      (compiled && [compiled.left, compiled.right].find((end) => end.connection === connection)?.displayName) ??
      connection;
    const shown = (records: readonly { readonly label: string }[]): string[] =>
      [...new Set(records.map(({ label }) => label))].slice(0, examples);
    return {
      name: sync.name,
      implied: sync.implied,
      left: nameOf(left.connection),
      right: nameOf(right.connection),
      matched: sync.newlyLinked - left.created - right.created,
      created: { left: left.created, right: right.created },
      updated: { left: left.updated, right: right.updated },
      archived: { left: left.archived, right: right.archived },
      associations: {
        added: associations.left.added + associations.right.added,
        removed: associations.left.removed + associations.right.removed,
        pending: associations.pending,
      },
      conflicts: sync.conflicts,
      held: [...heldReasons].map(([reason, records]) => {
        const ofReason = held.first.filter((record) => record.reason === reason);
        return { reason, text: ofReason[0]?.text ?? reason, records, examples: shown(ofReason) };
      }),
      refused: [...Map.groupBy(failing.first, ({ message }) => message)].map(([message, records]) => ({
        message,
        remedy: records[0]?.remedy ?? '',
        records: records.length,
        examples: shown(records),
      })),
      brakes: (brakes.get(sync.name) ?? sync.brakes).map(({ kind, text }) => ({ kind, text })),
    };
  });
}
