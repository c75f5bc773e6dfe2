import { ConfigurationError } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import type { UndoRefusal, UndoReport } from '../report/undo-report.ts';
import { type NewDecision, putDecisions } from '../store/decisions.ts';
import { loadEdges } from '../store/edges.ts';
import { type Link, linksByNumber } from '../store/links.ts';
import { type PastWrites, recentWrites, writesOfRun } from '../store/log.ts';
import { type Observation, observationsByNumber } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { type Undone, undoRecord } from './undo-record.ts';
import type { UndoRequest } from './undo-request.ts';
import { loadTargetNumbers } from './undo-targets.ts';
import type { UndoneRecord } from './undone-record.ts';

/**
 * Turns the log of a run into decisions: each value is to be what it was before the run, if it still is what the run made of
 * it; each record that it made is to go. What cannot be is told, with the reason. Once the objects have been read.
 */
export async function planUndo(
  context: CycleContext,
  plans: readonly PairPlan[],
  request: UndoRequest,
): Promise<UndoReport> {
  const decisions: NewDecision[] = [];
  const refused: UndoRefusal[] = [];
  const seen = new Set<number>();
  for (const plan of plans) {
    // Syncs of one pair share its log.
    if (seen.has(plan.pair)) continue;
    seen.add(plan.pair);
    const writes = await writesOfRun(context.store.database, request.run, plan.pair);
    for (const side of sides) {
      const ofSide = writes.filter((write) => write.side === side && write.kind !== 'stand-in');
      const twinWrites = writes.filter((write) => write.side !== side);
      const archived = new Set(decisions.flatMap(({ what, link }) => (what.kind === 'archive' ? [link] : [])));
      const undone = await undoSide(context, plan, side, { writes: ofSide, twinWrites, archived }, request);
      decisions.push(...undone.decisions);
      refused.push(...undone.refused);
    }
  }
  await context.store.transaction((database) => putDecisions(database, decisions, context.clock.now()));
  const elsewhere = await context.store.database
    .selectFrom('writes')
    .select((select) => select.fn.countAll<number>().as('calls'))
    .where('run', '=', request.run)
    .where('pair_id', 'not in', [...seen, 0])
    .executeTakeFirstOrThrow();
  const count = (kind: NewDecision['what']['kind']): number =>
    decisions.filter(({ what }) => what.kind === kind).length;
  return {
    undone: request.run,
    values: count('value'),
    associations: count('targets'),
    archives: count('archive'),
    refused,
    elsewhere: Number(elsewhere.calls),
  };
}

async function undoSide(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  {
    writes,
    twinWrites,
    archived,
  }: {
    readonly writes: readonly PastWrites[];
    /** Of the run, to the other side. */
    readonly twinWrites: readonly PastWrites[];
    readonly archived: ReadonlySet<number>;
  },
  request: UndoRequest,
): Promise<Undone> {
  const { database } = context.store;
  const byRecord = Map.groupBy(writes, ({ record }) => record);
  const numbers = [...byRecord.keys()];
  const observations = await observationsByNumber(database, numbers);
  const links = await linksByNumber(database, plan.pair, side, numbers);
  const twins = [...links.values()].map((link) => link.numbers[otherSide(side)]);
  const edges = await loadEdges(
    database,
    [...links.values()].map(({ id }) => id),
  );
  const later: Record<Side, ReadonlyMap<number, readonly PastWrites[]>> = {
    left: await recentWrites(database, plan.pair, 'left', side === 'left' ? numbers : twins, 0),
    right: await recentWrites(database, plan.pair, 'right', side === 'right' ? numbers : twins, 0),
  };
  const targets = await loadTargetNumbers(context, plan, side, writes);
  const twinTargets = await loadTargetNumbers(context, plan, otherSide(side), twinWrites);
  const decisions: NewDecision[] = [];
  const refused: UndoRefusal[] = [];
  for (const [number, ofRecord] of byRecord) {
    const record = observations.get(number);
    if (!record || !isMeant(plan, side, record, links.get(number), request)) continue;
    const link = links.get(number);
    const one: UndoneRecord = {
      twinWrites: twinWrites.filter(({ record: twin }) => twin === link?.numbers[otherSide(side)]),
      twinTargets,
      targets,
      archived,
      plan,
      side,
      record,
      link,
      edges: edges.get(link?.id ?? 0) ?? new Map(),
      writes: ofRecord,
      later: [
        ...(later[side].get(number) ?? []),
        ...(link ? (later[otherSide(side)].get(link.numbers[otherSide(side)]) ?? []) : []),
      ],
    };
    const undone = undoRecord(one, request);
    decisions.push(...undone.decisions);
    refused.push(...undone.refused);
  }
  return { decisions, refused };
}

function isMeant(
  plan: PairPlan,
  side: Side,
  record: Observation,
  link: Link | undefined,
  { records }: UndoRequest,
): boolean {
  if (records === undefined) return true;
  const ids = records.get(plan.sync.name);
  if (ids === undefined) return false;
  const other = otherSide(side);
  return (
    ids[fileSide(plan, side)].has(record.id) || (link !== undefined && ids[fileSide(plan, other)].has(link[other]))
  );
}

/** Those of the pairs that a run wrote to. */
export async function pairsWritten(
  { database }: Store,
  run: string,
  pairs: readonly PairPlan[],
): Promise<readonly PairPlan[]> {
  const rows = await database.selectFrom('writes').select('pair_id').distinct().where('run', '=', run).execute();
  const written = new Set(rows.map((row) => row.pair_id));
  return pairs.filter(({ pair }) => written.has(pair));
}

/** Throws for a run that is not in the log. */
export async function checkUndo({ database }: Store, run: string): Promise<void> {
  const known = await database.selectFrom('runs').select('id').where('id', '=', run).executeTakeFirst();
  if (known) return;
  const last = await database
    .selectFrom('runs')
    .innerJoin('writes', 'writes.run', 'runs.id')
    .select('runs.id')
    .orderBy('runs.started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  throw new ConfigurationError(`There is no run "${run}" in the log.`, {
    code: 'unknown-run',
    remedy: last ? `The last run that wrote something is ${last.id}.` : 'No run has written anything yet.',
  });
}
