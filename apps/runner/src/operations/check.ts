import { type CallAllowance, type CompiledSync, objectTitle } from '@linkwright/engine';
import { ProblemsError } from '../configuration/problems-error.ts';
import { formatNumber } from '../output/format-number.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { othersWent, stoppedProblems } from '../session/stopped-problems.ts';
import { ended, type Work } from '../session/work.ts';
import { checkRights } from './check-rights.ts';
import type { CheckDocument } from './documents/check-document.ts';

/** Settings, rights, schemas and mappings against the apps. Throws a `ProblemsError` with everything that is not right. */
export async function check(work: Work): Promise<CheckDocument> {
  const session = await openSession(work);
  try {
    const { loaded, compilation } = session;
    const { notes, syncs } = compilation;
    const calls = estimateCalls(session);
    const rights = await checkRights(session, { signal: work.signal });
    ended(work);
    const stopped = stoppedProblems(loaded, compilation.stopped);
    const problems = [...stopped, ...rights.problems];
    if (problems.length > 0) {
      const outcome =
        stopped.length > 0 && syncs.length > 0 ? `nothing was written; at a sync ${othersWent}` : undefined;
      throw new ProblemsError(problems, loaded, outcome);
    }
    return {
      connections: [...session.connections].map(([name, { displayName, info }]) => {
        const unproven = rights.unproven.get(name);
        const warning = excessOf(name, calls.get(name) ?? 0, allowanceOf(session, name));
        return {
          name,
          connector: displayName,
          account: info.accountId,
          accountName: info.name,
          writingProven: unproven === undefined,
          ...(unproven !== undefined && { unproven }),
          callsPerMonth: calls.get(name) ?? 0,
          used: session.calls.meterOf(name).used(),
          allowed: allowanceOf(session, name),
          ...(warning !== null && { warning }),
        };
      }),
      syncs: syncs.map((sync) => ({
        ...describeSync(sync),
        notes: notes.filter((note) => note.sync === sync.name).map((note) => note.text),
      })),
      disabled: Object.entries(loaded.configuration.syncs).flatMap(([name, sync]) => (sync.enabled ? [] : [name])),
      problems: [],
    };
  } finally {
    await session.close();
  }
}

function describeSync(sync: CompiledSync): Omit<CheckDocument['syncs'][number], 'notes'> {
  const [left, right] = sync.reversed ? [sync.right, sync.left] : [sync.left, sync.right];
  const side = sync.reversed ? 'right' : 'left';
  const nameOf = (id: string): string => left.object.fields.find((field) => field.id === id)?.name ?? id;
  const endOf = ({ connection, displayName, object }: CompiledSync['left']) => ({
    connection,
    app: displayName,
    object: objectTitle(object),
  });
  return {
    name: sync.name,
    implied: sync.implied,
    left: endOf(left),
    right: endOf(right),
    matchedOn: sync.matchKeys.map((key) => key.parts.map((part) => nameOf(part[side])).join(' + ')),
    fields: sync.fields.length,
    associations: sync.associations.length,
  };
}

const allowanceOf = ({ loaded }: Session, connection: string): CallAllowance => {
  const { callsPerDay, callsPerMonth } = loaded.configuration.connections[connection]?.limits ?? {};
  return { callsPerDay, callsPerMonth };
};

/** Why the allowance will not do, even if nothing ever changes. */
function excessOf(connection: string, calls: number, { callsPerDay, callsPerMonth }: CallAllowance): string | null {
  const daily = Math.ceil(calls / 30);
  const [needed, allowed, key, period] =
    callsPerMonth !== undefined && calls > callsPerMonth
      ? [calls, callsPerMonth, 'callsPerMonth', 'month']
      : callsPerDay !== undefined && daily > callsPerDay
        ? [daily, callsPerDay, 'callsPerDay', 'day']
        : [];
  if (needed === undefined || allowed === undefined) return null;
  const told = `needs about ${formatNumber(needed)} calls a ${period} if nothing changes; limits.${key} allows ${formatNumber(allowed)}`;
  return `${connection} ${told}. Let its syncs run less often (every), or raise the limit.`;
}

const monthMs = 30 * 24 * 3_600_000;

/** What nobody has counted yet is taken to be as many records as one association scan reads. */
const assumedRecords = 1000;

/**
 * Calls of cycles in which nothing changed: one a run to check the account and one or two for the schema, one per object
 * and side, and one association scan per pair of objects; and those of the sweeps and complete comparisons of each object.
 */
function estimateCalls(session: Session): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
  const complete = new Map<string, { readonly connection: string; readonly calls: number }>();
  for (const sync of session.compilation.syncs) {
    const cycles = Math.round(monthMs / sync.everyMs);
    for (const side of ['left', 'right'] as const) {
      const { connection, object } = sync[side];
      const scanned = new Set(
        sync.associations
          .map((mapping) => object.associations.find((association) => association.id === mapping[side].id))
          .filter((association) => association !== undefined && !association.changeTouchesRecord)
          .flatMap((association) => association?.targets ?? []),
      );
      calls.set(connection, (calls.get(connection) ?? 0) + cycles * (2 + scanned.size));
      const readings = readingsOfAll(sync, side);
      const key = `${sync[side].account}\n${object.id}`;
      // Syncs that share an object share its readings: the most frequent ones count.
      if (readings > (complete.get(key)?.calls ?? 0)) complete.set(key, { connection, calls: readings });
    }
  }
  for (const { connection, calls: more } of complete.values()) {
    calls.set(connection, (calls.get(connection) ?? 0) + more);
  }
  return calls;
}

/** Calls of a month in which all ids, or all records, of an object are read; a run can do neither oftener than it runs. */
function readingsOfAll({ everyMs, sweepMs, compareMs, ...sync }: CompiledSync, side: 'left' | 'right'): number {
  const { capabilities, object } = sync[side];
  const { deletions, batchLimits } = { ...capabilities, ...object.capabilities };
  const comparisons = monthMs / Math.max(everyMs, compareMs);
  const sweeps = deletions === 'sweep' ? monthMs / Math.max(everyMs, sweepMs) : 0;
  return Math.round((sweeps + comparisons) * Math.ceil(assumedRecords / batchLimits.read));
}
