import { type CallAllowance, type CompiledSync, objectTitle } from '@linkwright/engine';
import { z } from 'zod';
import { ProblemsError } from '../configuration/problems-error.ts';
import { count, formatNumber } from '../output/format-number.ts';
import { renderTable } from '../output/render-table.ts';
import { wrapped } from '../output/wrapped.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { othersWent, stoppedProblems } from '../session/stopped-problems.ts';
import { checkRights } from './check/check-rights.ts';
import { runFix } from './check/run-fix.ts';
import { runSuggest } from './check/run-suggest.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

export const registerCheck: RegisterCommand = (program, act) => {
  program
    .command('check')
    .description('test settings, scopes, schemas and mappings, and tell everything that is not right')
    .option('--fix', 'add the syncs that associations need and enable disabled ones; shows the difference first')
    .option('--suggest', 'propose syncs, fields and associations that look alike, as YAML to paste')
    .option('--yes', 'with --fix: write without asking')
    .action(act(runCheck));
};

const optionsSchema = z.object({
  fix: z.boolean().default(false),
  suggest: z.boolean().default(false),
  yes: z.boolean().default(false),
});

const runCheck: CommandAction = async (context, given) => {
  const options = optionsSchema.parse(given);
  if (options.suggest) return runSuggest(context);
  if (options.fix) {
    const exitCode = await runFix(context, options);
    if (exitCode !== null) return exitCode;
  }
  return checkConfiguration(context);
};

const checkConfiguration = async (context: CommandContext): Promise<ExitCode> => {
  const output = wrapped(context.output);
  const session = await openSession(await openWork(context));
  try {
    const { notes, syncs } = session.compilation;
    const calls = estimateCalls(session);
    const rights = await checkRights(session, context);
    output.progress(null);
    const stopped = stoppedProblems(session.loaded, session.compilation.stopped);
    const problems = [...stopped, ...rights.problems];
    if (problems.length > 0) {
      const outcome =
        stopped.length > 0 && syncs.length > 0 ? `nothing was written; at a sync ${othersWent}` : undefined;
      throw new ProblemsError(problems, session.loaded, outcome);
    }
    output.document({
      connections: [...session.connections].map(([name, { displayName, info }]) => ({
        name,
        connector: displayName,
        account: info.accountId,
        writingProven: !rights.unproven.has(name),
        callsPerMonth: calls.get(name) ?? 0,
        used: session.calls.meterOf(name).used(),
        allowed: allowanceOf(session, name),
      })),
      syncs: syncs.map((sync) => ({
        name: sync.name,
        implied: sync.implied,
        fields: sync.fields.length,
        associations: sync.associations.length,
        notes: notes.filter((note) => note.sync === sync.name).map((note) => note.text),
      })),
      problems: [],
    });
    output.print(
      renderTable(
        [
          { title: 'connection' },
          { title: 'app' },
          { title: 'account' },
          { title: 'calls a month if nothing changes', align: 'right' },
        ],
        [...session.connections].map(([name, { displayName, info }]) => [
          name,
          displayName,
          info.name,
          `about ${formatNumber(calls.get(name) ?? 0)}`,
        ]),
        output.columns,
      ),
    );
    output.print('');
    output.print(
      renderTable(
        [
          { title: 'sync' },
          { title: 'left' },
          { title: 'right' },
          { title: 'matched on' },
          { title: 'fields', align: 'right' },
          { title: 'associations', align: 'right' },
        ],
        syncs.map((sync) => row(sync)),
        output.columns,
      ),
    );
    output.print('');
    for (const name of session.connections.keys()) {
      const warning = excessOf(name, calls.get(name) ?? 0, allowanceOf(session, name));
      if (warning !== null) output.print(output.style('yellow', warning));
    }
    for (const { sync, text } of notes) output.print(`${sync}: ${text}`);
    const disabled = Object.entries(session.loaded.configuration.syncs).filter(([, sync]) => !sync.enabled);
    for (const [name] of disabled) output.print(`${name} is disabled.`);
    for (const [name, sentence] of rights.unproven) output.print(`${name}: ${sentence}`);
    output.print(
      `${output.style('green', 'No problems.')} ${count(syncs.length, 'sync')} ready: linkwright plan shows what would be written.`,
    );
    return exitCodes.done;
  } finally {
    await session.close();
  }
};

function row(sync: CompiledSync): readonly string[] {
  const [left, right] = sync.reversed ? [sync.right, sync.left] : [sync.left, sync.right];
  const side = sync.reversed ? 'right' : 'left';
  const nameOf = (id: string): string => left.object.fields.find((field) => field.id === id)?.name ?? id;
  const keys = sync.matchKeys.map((key) => key.parts.map((part) => nameOf(part[side])).join(' + '));
  return [
    `${sync.name}${sync.implied ? ' (implied)' : ''}`,
    `${left.displayName} ${objectTitle(left.object)}`,
    `${right.displayName} ${objectTitle(right.object)}`,
    keys.length > 0 ? keys.join(', then ') : '(nothing)',
    String(sync.fields.length),
    String(sync.associations.length),
  ];
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

/**
 * Calls of cycles in which nothing changed: one a run to check the account and one or two for the schema, one per object
 * and side, and one association scan per pair of objects and thousand records (of which one is assumed).
 */
function estimateCalls(session: Session): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
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
    }
  }
  return calls;
}
