import { expect, it } from 'vitest';
import { createMetrics } from '../../src/service/metrics.ts';
import { parseMetrics } from './support/parse-metrics.ts';

it('is read by a parser that users use, whatever stands in the names of workspaces and syncs', async () => {
  const metrics = createMetrics();
  const workspace = 'agency "north"\\2026\n# TYPE evil gauge';
  const sync = 'contacts {of="x"} 1';
  metrics.ran(workspace, {
    pair: 'hubspot ↔ airtable',
    syncs: [sync],
    startedAt: 1_000,
    endedAt: 3_500,
    outcome: 'failed',
    message: 'HubSpot cannot be reached.',
    read: new Map([['airtable', 120]]),
  });
  metrics.waited(workspace, 'hubspot', 1_500);
  for (const status of [200, 200, 429, null]) metrics.answered(workspace, 'hubspot', status);
  metrics.hooked('forged');
  const counts = { linked: 3, failing: 1, excluded: 0, ambiguous: 0, inReview: 0, undecided: 2, pending: 4, brakes: 1 };
  const standing = {
    workspace,
    sync,
    everyMs: 600_000,
    counts,
    isPaused: true,
    lastSuccessAgeMs: 90_500,
    overdueMs: 0,
    silences: ['stale' as const],
  };
  const feed = {
    connection: 'airtable',
    readAt: 1,
    hintedAt: null,
    hints: 7,
    calls: 9,
    trouble: 'x',
    readAgeMs: 2_000,
  };
  const text = await metrics.render([standing], [{ workspace, ...feed }], [], [{ workspace, isRejected: true }]);

  const { families, sampleOf } = parseMetrics(text);
  expect([...families.keys()].filter((name) => !name.startsWith('linkwright_'))).toEqual([]);
  const ours = { workspace, sync };
  expect(sampleOf('linkwright_linked_records', ours)).toBe(3);
  expect(sampleOf('linkwright_undecided_conflicts', ours)).toBe(2);
  expect(sampleOf('linkwright_paused', ours)).toBe(1);
  expect(sampleOf('linkwright_last_success_age_seconds', ours)).toBe(90.5);
  expect(sampleOf('linkwright_silent', { ...ours, kind: 'stale' })).toBe(1);
  expect(sampleOf('linkwright_silent', { ...ours, kind: 'stuck' })).toBe(0);
  expect(sampleOf('linkwright_runs_total', { workspace, outcome: 'failed' })).toBe(1);
  expect(sampleOf('linkwright_records_read_total', { workspace, connection: 'airtable' })).toBe(120);
  expect(sampleOf('linkwright_call_wait_seconds_total', { workspace, connection: 'hubspot' })).toBe(1.5);
  const answers = (status: string) =>
    sampleOf('linkwright_answers_total', { workspace, connection: 'hubspot', status });
  expect([answers('200'), answers('429'), answers('none'), answers('500')]).toEqual([2, 1, 1, undefined]);
  expect(sampleOf('linkwright_hook_requests_total', { outcome: 'forged' })).toBe(1);
  expect(sampleOf('linkwright_hint_feed_calls', { workspace, connection: 'airtable' })).toBe(9);
  expect(sampleOf('linkwright_hint_feed_age_seconds', { workspace, connection: 'airtable' })).toBe(2);
  expect(sampleOf('linkwright_configuration_rejected', { workspace })).toBe(1);
  expect(families.get('linkwright_run_duration_seconds')).toMatchObject({
    type: 'HISTOGRAM',
    metrics: [{ buckets: { 2: '0', 5: '1', '+Inf': '1' } }],
  });
});
