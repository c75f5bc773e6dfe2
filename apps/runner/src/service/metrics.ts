import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PairRun } from './pair-run.ts';
import type { Standing } from './standing.ts';

export interface Metrics {
  /** Told after each run. */
  readonly ran: (workspace: string, run: PairRun) => void;
  /** The text that Prometheus reads; the gauges say how things stand. */
  render(standing: readonly Standing[]): Promise<string>;
  readonly contentType: string;
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
  return {
    ran(workspace, { pair, outcome, startedAt, endedAt, report }) {
      runs.inc({ workspace, pair, outcome });
      duration.observe({ workspace, pair }, (endedAt - startedAt) / 1000);
      for (const { name: sync, left, right } of report?.syncs ?? []) {
        for (const { connection, created, updated, archived, merged, calls: made } of [left, right]) {
          for (const [kind, count] of Object.entries({ created, updated, archived, ...(merged && { merged }) })) {
            written.inc({ workspace, sync, connection, kind }, count);
          }
          calls.inc({ workspace, sync, connection }, made);
        }
      }
    },
    async render(standing) {
      for (const one of Object.values(gauges)) one.reset();
      for (const { workspace, sync, counts, lastSuccessAgeMs, overdueMs, isPaused } of standing) {
        const labels = { workspace, sync };
        for (const name of countNames) gauges[name].set(labels, counts[name]);
        gauges.paused.set(labels, isPaused ? 1 : 0);
        if (lastSuccessAgeMs !== null) gauges.lastSuccess.set(labels, lastSuccessAgeMs / 1000);
        gauges.overdue.set(labels, overdueMs / 1000);
      }
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
