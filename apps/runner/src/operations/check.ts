import { type CallAllowance, type CompiledSync, objectTitle } from '@linkwright/engine';
import { ProblemsError } from '../configuration/problems-error.ts';
import { formatNumber } from '../output/format-number.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { inStateIfThere } from '../session/state-store.ts';
import { othersWent, stoppedProblems } from '../session/stopped-problems.ts';
import { ended, type Work } from '../session/work.ts';
import { askCountedCalls } from './ask-counted-calls.ts';
import { checkRights } from './check-rights.ts';
import type { CheckDocument } from './documents/check-document.ts';
import { type EstimatedCalls, estimateCalls } from './estimate-calls.ts';
import { noteLimits } from './note-limits.ts';
import { plansOf } from './plans-of.ts';
import { unnamedCredentials } from './unnamed-credentials.ts';

/** Settings, rights, schemas and mappings against the apps. Throws a `ProblemsError` with everything that is not right. */
export async function check(work: Work): Promise<CheckDocument> {
  const session = await openSession(work);
  try {
    const { loaded, compilation } = session;
    const { notes, syncs } = compilation;
    const calls = estimateCalls(syncs, (name) => session.connections.get(name)?.told.calls ?? null);
    const rights = await checkRights(session, { signal: work.signal });
    const limits = await noteLimits(session, { signal: work.signal });
    const counted = await askCountedCalls(session, work);
    const unnamed = (await inStateIfThere(loaded.state, (store) => unnamedCredentials(loaded, store))) ?? [];
    ended(work);
    const stopped = stoppedProblems(loaded, compilation.stopped);
    const problems = [...stopped, ...rights.problems];
    if (problems.length > 0) {
      const outcome =
        stopped.length > 0 && syncs.length > 0 ? `nothing was written; at a sync ${othersWent}` : undefined;
      throw new ProblemsError(problems, loaded, outcome);
    }
    return {
      connections: [...session.connections].map(([name, { connector, displayName, info }]) => {
        const unproven = rights.unproven.get(name);
        const needed = calls.get(name) ?? { callsPerMonth: 0, servedPerMonth: 0, every: null };
        const warning = excessOf(name, needed, allowanceOf(session, name));
        return {
          name,
          connector: displayName,
          account: info.accountId,
          accountName: info.name,
          writingProven: unproven === undefined,
          ...(unproven !== undefined && { unproven }),
          ...needed,
          plans: plansOf(connector),
          used: session.calls.meterOf(name).used(),
          ...(counted[name] && { counted: counted[name] }),
          allowed: allowanceOf(session, name),
          ...(warning !== null && { warning }),
        };
      }),
      syncs: syncs.map((sync) => ({
        ...describeSync(sync),
        notes: [...notes, ...limits].filter((note) => note.sync === sync.name).map((note) => note.text),
      })),
      disabled: Object.entries(loaded.configuration.syncs).flatMap(([name, sync]) => (sync.enabled ? [] : [name])),
      ...(unnamed.length > 0 && { unnamedCredentials: [...unnamed] }),
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
function excessOf(
  connection: string,
  { callsPerMonth: needed, servedPerMonth }: Pick<EstimatedCalls, 'callsPerMonth' | 'servedPerMonth'>,
  { callsPerDay, callsPerMonth }: CallAllowance,
): string | null {
  const perDay = (calls: number): number => Math.ceil(calls / 30);
  const [calls, served, allowed, key, period] =
    callsPerMonth !== undefined && needed > callsPerMonth
      ? [needed, servedPerMonth, callsPerMonth, 'callsPerMonth', 'month']
      : callsPerDay !== undefined && perDay(needed) > callsPerDay
        ? [perDay(needed), perDay(servedPerMonth), callsPerDay, 'callsPerDay', 'day']
        : [];
  if (calls === undefined || served === undefined || allowed === undefined) return null;
  const told = `needs about ${formatNumber(calls)} calls a ${period} if nothing changes; limits.${key} allows ${formatNumber(allowed)}`;
  const remedy =
    served <= allowed
      ? `A service (linkwright start) needs ${formatNumber(served)}.`
      : 'Let its syncs run less often (every), or raise the limit.';
  return `${connection} ${told}. ${remedy}`;
}
