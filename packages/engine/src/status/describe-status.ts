import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan, Siblings } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import { numberSyncs, siblingsOf } from '../cycle/number-syncs.ts';
import { type BrakeReport, reportBrake } from '../report/brake-report.ts';
import { countStanding, type StandingCounts } from '../report/count-standing.ts';
import { describeUnreadable, type UnreadableField } from '../report/describe-unreadable.ts';
import { type KeptStop, keptStops } from '../report/kept-stops.ts';
import type { SyncNote } from '../report/sync-note.ts';
import { collectNotes } from '../report/sync-notes.ts';
import { countDirty, countWrittenDirty } from '../store/dirty.ts';
import { loadFailures } from '../store/failures.ts';
import { type HoldReason, loadHolds } from '../store/holds.ts';
import { loadPulledBrakes } from '../store/pulled-brakes.ts';
import { loadReadState } from '../store/reads.ts';
import { countReferred } from '../store/references.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { type FailureGroup, groupFailures, groupHolds, type HoldGroup } from '../store/waiting.ts';
import { ownConflicts } from './describe-conflicts.ts';
import { refusedField } from './mapped-names.ts';
import { ownRecords } from './own-records.ts';

/** How things stand, from the store alone. */
export interface Status {
  /** `null`: there has been no run yet. */
  readonly lastRun: LastRun | null;
  readonly syncs: readonly SyncStatus[];
}

/** Times are milliseconds since 1970, UTC. */
export interface LastRun {
  readonly run: string;
  readonly startedAt: number;
  /** `null`: it is under way, or its process was killed. */
  readonly finishedAt: number | null;
  /** When it last wrote something. `null`: it wrote nothing. */
  readonly lastWriteAt: number | null;
  readonly status: string;
  /** Syncs that an app did not let have what they need. */
  readonly stopped: readonly KeptStop[];
}

export interface SyncStatus extends StandingCounts {
  readonly name: string;
  /** The engine derived it for the targets of associations. */
  readonly implied: boolean;
  /** Records that have changed since, or whose write is due again. */
  readonly waiting: number;
  /** Of these, those that the last run has not written. */
  readonly toGo: number;
  /** Every record of both sides has been read at least once; until then more may be to go than is known. */
  readonly readWhole: boolean;
  /** Values in the log of conflicts. */
  readonly conflicts: number;
  /** All of them, grouped by why. */
  readonly failingReasons: readonly FailureGroup[];
  readonly heldReasons: readonly HoldGroup[];
  /** Fields with cells that the app did not show: what was known of them is kept, and nothing is written for them. */
  readonly unreadable: readonly UnreadableField[];
  readonly failures: readonly FailingRecord[];
  readonly held: readonly HeldRecord[];
  /** Why nothing was written of it when it last ran. */
  readonly brakes: readonly BrakeReport[];
  /** What else is to be known. */
  readonly notes: readonly SyncNote[];
}

export interface FailingRecord {
  /** Side of the file on which the record stands whose values were refused on the other. */
  readonly side: Side;
  readonly connection: string;
  readonly id: string;
  readonly label: string;
  readonly code: string;
  readonly category: string;
  readonly field: string | null;
  readonly message: string;
  readonly remedy: string;
  readonly attempts: number;
  /** Milliseconds since 1970, UTC. */
  readonly since: number;
  readonly nextAt: number;
}

export interface HeldRecord {
  readonly side: Side;
  readonly connection: string;
  readonly id: string;
  readonly label: string;
  readonly reason: HoldReason;
  readonly text: string;
  readonly since: number;
}

/** `limit`: so many failing and so many held records are listed per sync; the counts are always complete. */
export async function describeStatus(
  store: Store,
  syncs: readonly CompiledSync[],
  options: { readonly limit: number },
): Promise<Status> {
  const plan = await numberSyncs(store, syncs);
  const described: SyncStatus[] = [];
  const siblings = siblingsOf(plan.pairs);
  const last = await lastRun(store);
  for (const pair of plan.pairs) {
    const { limit } = options;
    described.push(await describeSync(store, pair, siblings, { limit, run: last?.run ?? '' }));
  }
  return {
    lastRun: last,
    syncs: described,
  };
}

async function lastRun({ database }: Store): Promise<LastRun | null> {
  const run = await database
    .selectFrom('runs')
    .select(['id', 'started_at', 'finished_at', 'status', 'report'])
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!run) return null;
  const write = await database
    .selectFrom('writes')
    .select(['run', 'at'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    run: run.id,
    startedAt: run.started_at,
    finishedAt: run.finished_at,
    lastWriteAt: write?.run === run.id ? write.at : null,
    status: run.status,
    stopped: keptStops(run.report),
  };
}

function countWaiting(database: Store['database'], pair: PairPlan): Promise<number> {
  const { referrers } = pair;
  return referrers === null ? countDirty(database, pair.pair) : countReferred(database, { ...pair, referrers });
}

async function describeSync(
  store: Store,
  pair: PairPlan,
  all: Siblings,
  { limit, run }: { readonly limit: number; readonly run: string },
): Promise<SyncStatus> {
  const { database } = store;
  const siblings = all.get(pair.pair) ?? [pair];
  const conflicts = await ownConflicts(store, pair, all, { pair: pair.pair }, { limit: 0 });
  const waiting = await countWaiting(database, pair);
  const ours = await ownRecords(database, pair, siblings);
  const shown = siblings.length > 1 ? Number.MAX_SAFE_INTEGER : limit;
  const failures = (await loadFailures(database, pair.pair, { limit: shown }))
    .filter(({ origin }) => ours(origin))
    .slice(0, limit);
  const holds = (await loadHolds(database, pair.pair, { limit: shown })).filter(ours).slice(0, limit);
  const labels: Record<Side, Map<string, string>> = { left: new Map(), right: new Map() };
  for (const side of sides) {
    const ids = [
      ...failures.filter((failure) => failure.origin.side === side).map((failure) => failure.origin.id),
      ...holds.filter((hold) => hold.side === side).map((hold) => hold.id),
    ];
    labels[side] = await labelsOf(database, pair[side], ids);
  }
  const place = (side: Side, id: string) => ({
    side: fileSide(pair, side),
    connection: pair.sync[side].connection,
    id,
    label: labels[side].get(id) ?? id,
  });
  return {
    name: pair.sync.name,
    implied: pair.sync.implied,
    ...(await countStanding(store, pair, siblings)),
    waiting,
    toGo: Math.max(0, waiting - (await countWrittenDirty(database, pair.pair, run))),
    readWhole: await isReadWhole(database, pair),
    conflicts: conflicts.total,
    failingReasons: (await groupFailures(database, pair.pair)).map((group) => ({
      ...group,
      field: refusedField(pair, group.field),
    })),
    heldReasons: await groupHolds(database, pair.pair),
    unreadable: await describeUnreadable(store, pair),
    failures: failures.map(({ origin, code, category, field, message, remedy, attempts, since, nextAt }) => ({
      ...place(origin.side, origin.id),
      code,
      category,
      field: refusedField(pair, field),
      message,
      remedy,
      attempts,
      since,
      nextAt,
    })),
    held: holds.map((hold) => ({
      ...place(hold.side, hold.id),
      reason: hold.reason,
      text: hold.detail.text,
      since: hold.since,
    })),
    brakes: (await loadPulledBrakes(database, pair.pair, pair.sync.name)).map((brake) => reportBrake(pair, brake)),
    notes: await collectNotes(store, pair),
  };
}

async function isReadWhole(database: Store['database'], { left, right, referrers }: PairPlan): Promise<boolean> {
  // Of an implied sync only what is referred to is read.
  if (referrers !== null) return true;
  for (const object of [left, right]) {
    const read = await loadReadState(database, object.object);
    if (read?.complete !== true) return false;
  }
  return true;
}
