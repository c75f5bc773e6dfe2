import { ConfigurationError } from '@linkwright/core';
import { describeRecord } from '@linkwright/engine';
import { describeProblems } from '../configuration/describe-problems.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { readingState } from '../session/in-state.ts';
import type { Session } from '../session/open-session.ts';
import { stoppedProblems } from '../session/stopped-problems.ts';
import { ended, type Work } from '../session/work.ts';
import { conflictOfLog } from './conflict-of-log.ts';
import type { RecordDocument } from './documents/record-document.ts';

export interface RecordAsked {
  /** Names of the file. */
  readonly connection: string;
  readonly object: string;
  readonly keyOrId: string;
}

/** Both twins of a record and what happened to them, once for each sync that takes it. Throws where nobody knows it. */
export const record = (work: Work, { connection, object, keyOrId }: RecordAsked): Promise<RecordDocument> =>
  readingState(work, async (session, store) => {
    checkObject(session, connection, object);
    const { loaded, compilation } = session;
    const records = await describeRecord(store, compilation.syncs, { connection, object, keyOrId });
    ended(work);
    if (records.length === 0) {
      throw new ConfigurationError(`No ${object} record "${keyOrId}" of ${connection} is known.`, {
        code: 'unknown-record',
        remedy:
          'Name its id or its match key as the app shows it; a record is known once a plan or a sync has read it.',
      });
    }
    const problems = stoppedProblems(
      loaded,
      compilation.stopped.filter(({ name }) => records.some(({ sync }) => sync === name)),
    );
    return {
      records: records.map((one) => ({
        ...one,
        connections: connectionsOf(session, one.sync),
        conflicts: one.conflicts.map(conflictOfLog),
      })),
      ...(problems.length > 0 && { problems: describeProblems(problems, loaded, work.directory) }),
    };
  });

function checkObject(session: Session, connection: string, object: string): void {
  const ends = session.compilation.syncs.flatMap(({ reversed, left, right }) =>
    reversed ? [right, left] : [left, right],
  );
  const { loaded, compilation } = session;
  const unseen = compilation.stopped.filter(({ name }) => {
    const sync = loaded.configuration.syncs[name];
    return sync && [sync.left, sync.right].some((end) => end.connection === connection && end.object === object);
  });
  if (ends.some((end) => end.connection === connection && [end.object.name, end.object.id].includes(object))) return;
  if (unseen.length > 0) throw new ProblemsError(stoppedProblems(loaded, unseen), loaded);
  const known = [...new Set(ends.map((end) => `${end.connection} ${end.object.name}`))];
  throw new ConfigurationError(`No sync uses ${connection} ${object}.`, {
    code: 'unknown-object',
    remedy: `Synced objects: ${known.join(', ')}.`,
  });
}

/** Names of both connections of a sync, as the file has its sides. */
function connectionsOf({ compilation }: Session, name: string): { readonly left: string; readonly right: string } {
  const sync = compilation.syncs.find((candidate) => candidate.name === name);
  const [left, right] = sync?.reversed ? [sync.right, sync.left] : [sync?.left, sync?.right];
  return { left: left?.connection ?? 'left', right: right?.connection ?? 'right' };
}
