import { type CycleEvent, type CycleReport, normalizers, runCycle, type Store, systemClock } from '@linkwright/engine';
import { z } from 'zod';
import { readRules, writeRules } from '../changes/remembered-rules.ts';
import { type RuleChange, ruleChanges } from '../changes/rule-changes.ts';
import { type SyncRules, syncRulesOf } from '../changes/sync-rules.ts';
import { formatNumber } from '../output/format-number.ts';
import { visible } from '../output/visible.ts';
import { type CollectedCycle, collectCycle, shownPerKind, toldPerKind } from '../report/collect-cycle.ts';
import { estimateWrites, type WriteEstimate } from '../report/estimate-writes.ts';
import { printCycle } from '../report/print-cycle.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { withLock, withState } from '../session/open-state.ts';
import { writeRemembered } from '../session/remembered-schemas.ts';
import { chooseSyncs } from './choose-syncs.ts';
import type { CommandContext } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openConfiguration } from './open-configuration.ts';

export const runOptionsSchema = z.object({
  limit: z.number().int().positive().optional(),
  full: z.boolean().default(false),
});

/** What is done to the state before the run; `only`: names of the chosen syncs. */
export type BeforeRun = (store: Store, session: Session, only: readonly string[] | undefined) => Promise<void>;

/** `plan` and `sync` are the same code: one shows what it would write, the other writes it. */
export async function runSyncs(
  context: CommandContext,
  mode: 'plan' | 'sync',
  options: z.output<typeof runOptionsSchema>,
  names: readonly string[],
  first: BeforeRun = () => Promise.resolve(),
): Promise<ExitCode> {
  const loaded = await openConfiguration(context);
  return withLock(loaded, async () => {
    const session = await openSession(context, loaded);
    try {
      return await runSession(context, session, mode, options, names, first);
    } finally {
      await session.close();
    }
  });
}

async function runSession(
  context: CommandContext,
  session: Session,
  mode: 'plan' | 'sync',
  options: z.output<typeof runOptionsSchema>,
  names: readonly string[],
  first: BeforeRun,
): Promise<ExitCode> {
  const cycle = { mode, options, only: chooseSyncs(session, names) };
  const ran = await withState(session, async (store) => {
    await writeRemembered(session.stateFolder, session.connections, session.compilation.names);
    await first(store, session, cycle.only);
    return runOn(context, session, store, cycle);
  });
  const rules = session.compilation.syncs.filter(({ implied }) => !implied).map(syncRulesOf);
  const changes = mode === 'plan' ? await changesSinceLastSync(session, rules, cycle.only) : [];
  if (mode === 'sync') await writeRules(session.stateFolder, rules, cycle.only);
  context.output.document({ ...ran.document, ...(mode === 'plan' && { configurationChanges: changes }) });
  printRuleChanges(context.output, changes);
  ran.print();
  if (ran.report.syncs.some(({ associations }) => associations.unkept)) return exitCodes.failed;
  return ran.report.status === 'attention' ? exitCodes.attention : exitCodes.done;
}

/** Those of the chosen syncs. Before the first sync everything is as it was. */
async function changesSinceLastSync(
  { stateFolder }: Session,
  now: readonly SyncRules[],
  only: readonly string[] | undefined,
): Promise<readonly RuleChange[]> {
  const before = await readRules(stateFolder);
  if (before === null) return [];
  return ruleChanges(before, now).filter(({ sync }) => only?.includes(sync) ?? true);
}

function printRuleChanges(output: CommandContext['output'], changes: readonly RuleChange[]): void {
  if (changes.length === 0) return;
  output.print('Since the last sync, the configuration has changed:');
  for (const { sync, text } of changes) output.print(`  ${visible(sync)}: ${visible(text)}`);
}

export interface RanCycle {
  readonly report: CycleReport;
  readonly document: object;
  print(): void;
}

/** One cycle on a state, with its progress shown; its result is printed when that is asked for. */
export async function runOn(
  context: CommandContext,
  session: Session,
  store: Store,
  cycle: {
    readonly mode: 'plan' | 'sync';
    readonly options: z.output<typeof runOptionsSchema>;
    readonly only: readonly string[] | undefined;
  },
): Promise<RanCycle> {
  const { mode, options, only } = cycle;
  const details = collectCycle(context.output.json ? toldPerKind : shownPerKind);
  const progress = progressOf(context);
  const report = await runCycle({
    syncs: session.compilation.syncs,
    ...(only && { only }),
    store,
    mode,
    clock: systemClock,
    random: Math.random,
    normalizers,
    signal: context.signal,
    full: options.full,
    ...(options.limit !== undefined && { limit: options.limit }),
    report: (event) => {
      details.listen(event);
      progress(event);
    },
  });
  context.output.progress(null);
  const estimate = mode === 'plan' ? estimateOf(session, details) : null;
  return {
    report,
    document: documentOf(report, details, estimate),
    print() {
      printNotes(context, session, report);
      printCycle(context.output, { report, syncs: session.compilation.syncs, details: details.of, estimate });
    },
  };
}

/** The documented shape of `--json`; a plan carries its first operations besides, and how many there are in all. */
function documentOf(report: CycleReport, details: CollectedCycle, estimate: WriteEstimate | null): object {
  const syncs = report.syncs.map((sync) => {
    if (report.mode === 'sync') return sync;
    const { creates, updates, held, failing, counts } = details.of(sync.name);
    const operations = [...creates, ...updates];
    const left = counts.creates + counts.updates - operations.length;
    return { ...sync, operations, operationsLeftOut: left, held, failingRecords: failing };
  });
  return { run: report.run, status: report.status, mode: report.mode, syncs, ...(estimate && { estimate }) };
}

function estimateOf(session: Session, details: CollectedCycle): WriteEstimate {
  return estimateWrites(session.compilation.syncs, details, (connection) => {
    const { limits } = session.loaded.configuration.connections[connection] ?? {};
    if (limits?.requestsPerSecond !== undefined) return { requests: limits.requestsPerSecond, perMs: 1000 };
    return session.connections.get(connection)?.connector.rateLimits.default;
  });
}

function progressOf({ output }: CommandContext): (event: CycleEvent) => void {
  let pulled = 0;
  let written = 0;
  return (event) => {
    if (event.kind === 'page-pulled') {
      pulled += event.records;
      output.progress(`reading ${event.connection} ${event.object} … ${formatNumber(pulled)} records read`);
    } else if (event.kind === 'checkpoint-unknown') {
      const what = `${event.connection} ${event.object}`;
      output.note(
        `${what}: how far it was read is not known to this version of its connector, so everything is compared.`,
      );
    } else if (event.kind === 'look-up-awaited') {
      const { connection, object, ms } = event;
      output.progress(
        `waiting ${Math.ceil(ms / 1000)} s for a search of ${connection} ${object} to show what was created`,
      );
    } else if (event.kind === 'association-not-kept') {
      output.note(tellUnkept(event));
    } else if (event.kind === 'operation') {
      written += 1;
      output.progress(`writing ${event.operation.sync} … ${formatNumber(written)} records`);
    }
  };
}

function tellUnkept(event: CycleEvent & { readonly kind: 'association-not-kept' }): string {
  const { connection, label, field, missing, staying } = event;
  const parts = [
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(staying.length > 0 ? [`still with ${staying.join(', ')}`] : []),
  ];
  return visible(
    `${connection}: ${label} was written twice and shows "${field}" ${parts.join(' and ')}. This is a fault in linkwright or its connector, unless an automation of the app sets it.`,
  );
}

function printNotes({ output }: CommandContext, session: Session, report: CycleReport): void {
  const names = report.syncs.map((sync) => sync.name);
  for (const { sync, text } of session.compilation.notes) if (names.includes(sync)) output.note(`${sync}: ${text}`);
}
