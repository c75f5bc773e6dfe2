import { setImmediate } from 'node:timers/promises';
import { ConfigurationError } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import type { UndoRefusal, UndoReport } from '../report/undo-report.ts';
import { beginUndo, completeUndo, dropBesideArchives, type NewDecision, putDecisions } from '../store/decisions.ts';
import { loadEdges } from '../store/edges.ts';
import { type Link, linksById, linksByNumber } from '../store/links.ts';
import { type PastWrites, recentWrites, recordsOfRun, writesOfRun } from '../store/log.ts';
import { type Observation, observationsByNumber } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { notCarriedOut } from './not-carried-out.ts';
import { type Undone, undoRecord } from './undo-record.ts';
import type { UndoRequest } from './undo-request.ts';
import { loadTargetNumbers } from './undo-targets.ts';
import type { UndoneRecord } from './undone-record.ts';

/** Flat memory: so many writes are looked at together, each of at most a batch of records. */
const pageSize = 20;

/**
 * Turns the log of a run into decisions: each value is to be what it was before the run, if it still is what the run made of
 * it; each record that it made is to go. What cannot be is told, with the reason. Once the objects have been read.
 */
export async function planUndo(
  context: CycleContext,
  plans: readonly PairPlan[],
  request: UndoRequest,
): Promise<UndoReport> {
  const refused: UndoRefusal[] = [];
  const counts = { value: 0, targets: 0, archive: 0 };
  const archived = new Map<number, Side>();
  // Syncs of one pair share its log.
  const pairs = [...new Map(plans.map((plan) => [plan.pair, plan])).values()];
  const at = context.clock.now();
  await context.store.transaction((database) => beginUndo(database, at));
  // What goes is known before anything is said of what points at it.
  for (const made of [true, false]) {
    for (const plan of pairs) {
      for (const side of sides) {
        const ofRun = { run: request.run, pair: plan.pair, side, made };
        for (let after: number | null = 0; after !== null; ) {
          const page = await recordsOfRun(context.store.database, { ...ofRun, after, limit: pageSize });
          after = page.last;
          const undone = await undoPage(context, plan, side, { records: page.records, made, archived }, request);
          refused.push(...undone.refused);
          for (const { what, link } of undone.decisions) {
            counts[what.kind] += 1;
            if (what.kind === 'archive') archived.set(link, side);
          }
          await context.store.transaction((database) => putDecisions(database, undone.decisions, at));
          // The store never waits for anything outside, so a person who wants to stop has to be let in.
          await setImmediate();
          context.signal.throwIfAborted();
        }
      }
    }
  }
  for (const plan of pairs) {
    for (const { refusal, what } of await leftAlone(context, plan)) {
      counts[what.kind] -= 1;
      refused.push(refusal);
    }
  }
  await context.store.transaction((database) => completeUndo(database));
  const elsewhere = await context.store.database
    .selectFrom('writes')
    .select((select) => select.fn.countAll<number>().as('calls'))
    .where('run', '=', request.run)
    .where('pair_id', 'not in', [...pairs.map(({ pair }) => pair), 0])
    .executeTakeFirstOrThrow();
  const { forgotten_writes: forgotten } = await context.store.database
    .selectFrom('runs')
    .select('forgotten_writes')
    .where('id', '=', request.run)
    .executeTakeFirstOrThrow();
  return {
    undone: request.run,
    values: counts.value,
    associations: counts.targets,
    archives: counts.archive,
    refused,
    elsewhere: Number(elsewhere.calls),
    forgotten,
  };
}

/** Records whose twin goes with the undo: nothing else of them can be taken back. */
async function leftAlone(
  { store }: CycleContext,
  plan: PairPlan,
): Promise<readonly { readonly refusal: UndoRefusal; readonly what: NewDecision['what'] }[]> {
  const dropped = await store.transaction((database) => dropBesideArchives(database, plan.pair));
  const links = await linksById(
    store.database,
    dropped.map(({ link }) => link),
  );
  const told: { readonly refusal: UndoRefusal; readonly what: NewDecision['what'] }[] = [];
  for (const decision of dropped) {
    const id = links.get(decision.link)?.[decision.side] ?? '';
    const text = 'it stays as the run left it: its twin goes with this undo';
    told.push({
      refusal: await notCarriedOut(store.database, plan, decision, { id, code: 'not-linked', text }),
      what: decision.what,
    });
  }
  return told;
}

async function undoPage(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  {
    records: numbers,
    made,
    archived,
  }: {
    /** By their numbers. */
    readonly records: readonly number[];
    /** Only those that the run made, or only the others. */
    readonly made: boolean;
    readonly archived: ReadonlyMap<number, Side>;
  },
  request: UndoRequest,
): Promise<Undone> {
  if (numbers.length === 0) return { decisions: [], refused: [] };
  const { database } = context.store;
  const other = otherSide(side);
  const ofRun = { run: request.run, pair: plan.pair };
  const isLasting = ({ kind }: PastWrites): boolean => kind !== 'stand-in';
  const writes = (await writesOfRun(database, { ...ofRun, side }, numbers)).filter(isLasting);
  const byRecord = Map.groupBy(writes, ({ record }) => record);
  const observations = await observationsByNumber(database, numbers);
  const links = await linksByNumber(database, plan.pair, side, numbers);
  const twins = [...links.values()].map((link) => link.numbers[other]);
  const twinWrites = await writesOfRun(database, { ...ofRun, side: other }, twins);
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
    if (!record || ofRecord.some(({ kind }) => kind === 'create') !== made) continue;
    if (!isMeant(plan, side, record, links.get(number), request)) continue;
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

/** Throws for a run that is not in the log, or of which it keeps nothing any more. */
export async function checkUndo({ database }: Store, run: string): Promise<void> {
  const known = await database.selectFrom('runs').select('forgotten_writes').where('id', '=', run).executeTakeFirst();
  if (known) {
    if (known.forgotten_writes === 0) return;
    const kept = await database.selectFrom('writes').select('id').where('run', '=', run).limit(1).executeTakeFirst();
    if (kept) return;
    throw new ConfigurationError(`What run "${run}" wrote is no longer kept, so it cannot be taken back.`, {
      code: 'writes-forgotten',
      remedy:
        'The file says how long it is: `keep: { audit: 90d }`. A longer time counts for what is written from then on.',
    });
  }
  const last = await database
    .selectFrom('runs')
    .innerJoin('writes', 'writes.run', 'runs.id')
    .select('runs.id')
    .orderBy('runs.started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  throw new ConfigurationError(`There is no run "${run}" in the log.`, {
    code: 'unknown-run',
    remedy: last
      ? `The last run that wrote something is ${last.id}. Runs are forgotten after the time that \`keep\` says.`
      : 'No run that wrote anything is kept.',
  });
}
