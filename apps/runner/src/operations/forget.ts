import { ConfigurationError } from '@linkwright/core';
import { type Forgetting, forgetRecord } from '@linkwright/engine';
import { changingState } from '../session/in-state.ts';
import type { Session } from '../session/open-session.ts';
import { ended, type Work } from '../session/work.ts';
import type { ForgetDocument } from './documents/forget-document.ts';

export interface RecordToForget {
  /** Names of the file. */
  readonly connection: string;
  readonly object: string;
  readonly id: string;
}

/**
 * Erases the values of a person from the state and its logs; it cannot be brought back. `isMeant` is asked with what
 * would be erased; without a yes nothing is.
 */
export const forget = (
  work: Work,
  { connection, object, id }: RecordToForget,
  isMeant: (records: ForgetDocument['records']) => Promise<boolean>,
): Promise<ForgetDocument> =>
  changingState(work, async (session, store) => {
    const wanted = { ...placeOf(session, connection, object), id, at: work.now() };
    const { syncs } = session.compilation;
    const found = await forgetRecord(store, syncs, { ...wanted, preview: true });
    ended(work);
    refuseUnless(found, { connection, object, id });
    const tell = ({ records, mentioned }: Forgetting) => ({
      records: told(session, records),
      mentioned: told(session, mentioned),
    });
    if (!(await isMeant(told(session, found.records)))) return { forgotten: false, ...tell(found) };
    return { forgotten: true, ...tell((await forgetRecord(store, syncs, { ...wanted, preview: false })) ?? found) };
  });

/** By the words of the file. */
function placeOf(
  { compilation, connections }: Session,
  connection: string,
  object: string,
): { readonly account: string; readonly object: string } {
  const ends = compilation.syncs
    .flatMap(({ left, right }) => [left, right])
    .filter((end) => end.connection === connection);
  const end = ends.find((one) => one.object.id === object || one.object.name === object);
  if (end) return { account: end.account, object: end.object.id };
  const known = [...new Set(ends.map((one) => one.object.name))];
  if (!connections.has(connection) || known.length === 0) {
    throw new ConfigurationError(`There is no connection "${connection}".`, {
      code: 'unknown-connection',
      remedy: `Known connections: ${[...connections.keys()].join(', ')}.`,
    });
  }
  throw new ConfigurationError(`No sync uses an object "${object}" of ${connection}.`, {
    code: 'unknown-object',
    remedy: `Known objects: ${known.join(', ')}.`,
  });
}

function refuseUnless(
  found: Forgetting | null,
  { connection, object, id }: { readonly connection: string; readonly object: string; readonly id: string },
): asserts found is Forgetting {
  if (found === null) {
    throw new ConfigurationError(`Nothing is known of a record ${id} of ${connection} ${object}.`, {
      code: 'unknown-record',
      remedy: 'Name the id as the app has it; linkwright record tells the ids of both twins.',
    });
  }
  if (found.underWay) {
    throw new ConfigurationError('A write of this record was sent, and what became of it is not known yet.', {
      code: 'write-under-way',
      remedy: 'Run linkwright sync, which finds out, and forget it then.',
    });
  }
}

/** By the words of the file. */
const told = <Told extends { readonly account: string; readonly object: string }>(
  { connections, compilation }: Session,
  records: readonly Told[],
): readonly (Omit<Told, 'account'> & { readonly connection: string })[] =>
  records.map(({ account, ...record }) => {
    const { object } = record;
    const [connection = account] = [...connections].find(([, one]) => one.account === account) ?? [];
    const ends = compilation.syncs.flatMap(({ left, right }) => [left, right]);
    const name = ends.find((end) => end.account === account && end.object.id === object)?.object.name ?? object;
    return { ...record, connection, object: name };
  });
