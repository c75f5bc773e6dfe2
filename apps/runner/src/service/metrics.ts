import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { WorkersDocument } from '../operations/documents/workers-document.ts';
import { silenceKinds } from '../schedule/silences.ts';
import type { FeedStanding } from './feed-reader.ts';
import type { PairRun } from './pair-run.ts';
import type { Standing } from './standing.ts';

export interface Metrics {
  /** Told after each run. */
  readonly ran: (workspace: string, run: PairRun) => void;
  /** The text that Prometheus reads; the gauges say how things stand. */
  render(
    standing: readonly Standing[],
    feeds?: readonly ServedFeed[],
    databases?: readonly WorkersDocument[],
    files?: readonly ServedFile[],
  ): Promise<string>;
  readonly contentType: string;
  /** Told of each request of an app. */
  readonly hooked: (outcome: string) => void;
  /** Told when a call has waited so many milliseconds for its turn. */
  readonly waited: (workspace: string, connection: string, ms: number) => void;
  /** Told of each call that is over, with the status of its answer. `null`: none came. */
  readonly answered: (workspace: string, connection: string, status: number | null) => void;
}

/** The feed of hints of one connection. */
export interface ServedFeed extends FeedStanding {
  readonly workspace: string;
  /** Since it was last read, in milliseconds. `null`: never. */
  readonly readAgeMs: number | null;
}

/** The file of one workspace. */
export interface ServedFile {
  readonly workspace: string;
  /** It was changed and is not right; the one before goes on. */
  readonly isRejected: boolean;
}

const bySync = ['workspace', 'sync'] as const;

const countNames = [
  'linked',
  'failing',
  'excluded',
  'ambiguous',
  'inReview',
  'undecided',
  'pending',
  'brakes',
] as const;

/** Lasts of runs in seconds: from a quiet cycle to a first sync. */
const buckets = [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600];

/** A registry of its own: a library that counts as well is none of ours. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const common = { registers: [registry] };
  const runs = new Counter({
    ...common,
    name: 'linkwright_runs_total',
    help: 'Runs of account pairs, by how they ended.',
    labelNames: ['workspace', 'pair', 'outcome'],
  });
  const duration = new Histogram({
    ...common,
    name: 'linkwright_run_duration_seconds',
    help: 'How long runs of account pairs took.',
    labelNames: ['workspace', 'pair'],
    buckets,
  });
  const shown = new Counter({
    ...common,
    name: 'linkwright_records_read_total',
    help: 'Records that the apps have shown; one that is shown again counts again.',
    labelNames: ['workspace', 'connection'],
  });
  const written = new Counter({
    ...common,
    name: 'linkwright_records_written_total',
    help: 'Records that were created, updated, archived or merged into others.',
    labelNames: [...bySync, 'connection', 'kind'],
  });
  const calls = new Counter({
    ...common,
    name: 'linkwright_calls_total',
    help: 'Calls to the apps.',
    labelNames: [...bySync, 'connection'],
  });
  const conflicts = new Counter({
    ...common,
    name: 'linkwright_conflicts_total',
    help: 'Values that both sides had changed, whatever was decided.',
    labelNames: bySync,
  });
  const gauge = (name: string, help: string): Gauge<'workspace' | 'sync'> =>
    new Gauge({ ...common, name: `linkwright_${name}`, help, labelNames: bySync });
  const gauges = {
    linked: gauge('linked_records', 'Pairs of records that are linked.'),
    failing: gauge('failing_records', 'Records whose write was refused.'),
    excluded: gauge('excluded_records', 'Records that are left alone.'),
    ambiguous: gauge('ambiguous_records', 'Records that several others match.'),
    inReview: gauge('records_in_review', 'Deletions and mergers that wait for a person.'),
    undecided: gauge('undecided_conflicts', 'Conflicts that wait for a person.'),
    pending: gauge('pending_associations', 'Associations whose target is not there yet.'),
    brakes: gauge('brakes', 'Brakes that stop the sync.'),
    paused: gauge('paused', '1: somebody has paused it, or an app refuses its credentials.'),
    lastSuccess: gauge('last_success_age_seconds', 'Since its last run that came to its end.'),
    overdue: gauge('overdue_seconds', 'For how long it has been due without being run.'),
  };
  const hooked = new Counter({
    ...common,
    name: 'linkwright_hook_requests_total',
    help: 'Requests of apps, by what became of them.',
    labelNames: ['outcome'],
  });
  const feedGauge = (name: string, help: string): Gauge<'workspace' | 'connection'> =>
    new Gauge({ ...common, name: `linkwright_${name}`, help, labelNames: ['workspace', 'connection'] });
  const feedGauges = {
    age: feedGauge('hint_feed_age_seconds', 'Since the feed of hints of a connection was last read.'),
    failing: feedGauge('hint_feed_failing', '1: the feed of hints cannot be read; what changes is found by the syncs.'),
    hints: feedGauge('hints', 'Hints that have come from the feed since the service began.'),
    calls: feedGauge('hint_feed_calls', 'Calls to the app that reading the feed has cost since the service began.'),
  };
  const waits = new Counter({
    ...common,
    name: 'linkwright_call_wait_seconds_total',
    help: 'For how long calls have waited for their turn below the limits of an account.',
    labelNames: ['workspace', 'connection'],
  });
  const answers = new Counter({
    ...common,
    name: 'linkwright_answers_total',
    help: 'Calls to the apps by the HTTP status of their answer; none: no answer came.',
    labelNames: ['workspace', 'connection', 'status'],
  });
  const shared = {
    workers: new Gauge({
      ...common,
      name: 'linkwright_workers',
      help: 'Processes that share the database, by their role.',
      labelNames: ['role'],
    }),
    leases: new Gauge({
      ...common,
      name: 'linkwright_lease_left_seconds',
      help: 'What is left of the lease of a run that is under way.',
      labelNames: ['state', 'pair'],
    }),
    waiting: new Gauge({ ...common, name: 'linkwright_queue_pairs', help: 'Account pairs that are due and wait.' }),
    oldest: new Gauge({
      ...common,
      name: 'linkwright_queue_oldest_seconds',
      help: 'For how long the first of them has been due.',
    }),
  };
  const rejected = new Gauge({
    ...common,
    name: 'linkwright_configuration_rejected',
    help: '1: the file was changed and is not right; the one before goes on.',
    labelNames: ['workspace'],
  });
  const silent = new Gauge({
    ...common,
    name: 'linkwright_silent',
    help: '1: the sync does nothing without an error, in the way that is named.',
    labelNames: [...bySync, 'kind'],
  });
  return {
    ran(workspace, { pair, outcome, startedAt, endedAt, report, read = new Map() }) {
      runs.inc({ workspace, pair, outcome });
      duration.observe({ workspace, pair }, (endedAt - startedAt) / 1000);
      for (const [connection, records] of read) shown.inc({ workspace, connection }, records);
      for (const { name: sync, left, right, conflicts: met } of report?.syncs ?? []) {
        conflicts.inc({ workspace, sync }, met);
        for (const { connection, created, updated, archived, merged, calls: made } of [left, right]) {
          for (const [kind, count] of Object.entries({ created, updated, archived, ...(merged && { merged }) })) {
            written.inc({ workspace, sync, connection, kind }, count);
          }
          calls.inc({ workspace, sync, connection }, made);
        }
      }
    },
    async render(standing, feeds = [], databases = [], files = []) {
      for (const one of Object.values(shared)) one.reset();
      shared.waiting.set(databases.reduce((sum, { queue }) => sum + queue.waiting, 0));
      shared.oldest.set(Math.max(0, ...databases.map(({ queue }) => (queue.oldestMs ?? 0) / 1000)));
      for (const { role, jobs } of databases.flatMap(({ workers }) => workers)) {
        shared.workers.inc({ role });
        for (const { schema: state, pair, leaseLeftMs } of jobs) {
          if (leaseLeftMs !== null) shared.leases.set({ state, pair }, leaseLeftMs / 1000);
        }
      }
      for (const one of [...Object.values(gauges), silent]) one.reset();
      for (const { workspace, sync, counts, lastSuccessAgeMs, overdueMs, isPaused, silences } of standing) {
        const labels = { workspace, sync };
        for (const name of countNames) gauges[name].set(labels, counts[name]);
        gauges.paused.set(labels, isPaused ? 1 : 0);
        if (lastSuccessAgeMs !== null) gauges.lastSuccess.set(labels, lastSuccessAgeMs / 1000);
        gauges.overdue.set(labels, overdueMs / 1000);
        for (const kind of silenceKinds) silent.set({ ...labels, kind }, silences.includes(kind) ? 1 : 0);
      }
      rejected.reset();
      for (const { workspace, isRejected } of files) rejected.set({ workspace }, isRejected ? 1 : 0);
      for (const one of Object.values(feedGauges)) one.reset();
      for (const { workspace, connection, readAgeMs, trouble, hints, calls: ofFeed } of feeds) {
        const labels = { workspace, connection };
        if (readAgeMs !== null) feedGauges.age.set(labels, readAgeMs / 1000);
        feedGauges.failing.set(labels, trouble === null ? 0 : 1);
        feedGauges.hints.set(labels, hints);
        feedGauges.calls.set(labels, ofFeed);
      }
      return registry.metrics();
    },
    contentType: registry.contentType,
    hooked: (outcome) => hooked.inc({ outcome }),
    answered: (workspace, connection, status) => answers.inc({ workspace, connection, status: status ?? 'none' }),
    waited: (workspace, connection, ms) => waits.inc({ workspace, connection }, Math.max(0, ms) / 1000),
  };
}
