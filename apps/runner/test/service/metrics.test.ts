import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../../src/service/metrics.ts';

/** The parser of the exposition format that programs of Node use; it has no types. */
const parse = z
  .function({ input: [z.string()], output: z.array(z.looseObject({ name: z.string() })) })
  .implement(createRequire(import.meta.url)('parse-prometheus-text-format'));

const familySchema = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(['COUNTER', 'GAUGE', 'HISTOGRAM']),
  metrics: z.array(
    z.looseObject({ value: z.string().optional(), labels: z.record(z.string(), z.string()).optional() }),
  ),
});

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

  const families = new Map(
    z
      .array(familySchema)
      .parse(parse(text))
      .map((family) => [family.name, family]),
  );
  expect([...families.keys()].filter((name) => !name.startsWith('linkwright_'))).toEqual([]);
  const sampleOf = (name: string, labels: Readonly<Record<string, string>>): number | undefined => {
    const found = families
      .get(name)
      ?.metrics.find((one) => Object.entries(labels).every(([label, value]) => one.labels?.[label] === value));
    return found?.value === undefined ? undefined : Number(found.value);
  };
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
  expect(sampleOf('linkwright_hook_requests_total', { outcome: 'forged' })).toBe(1);
  expect(sampleOf('linkwright_hint_feed_calls', { workspace, connection: 'airtable' })).toBe(9);
  expect(sampleOf('linkwright_hint_feed_age_seconds', { workspace, connection: 'airtable' })).toBe(2);
  expect(sampleOf('linkwright_configuration_rejected', { workspace })).toBe(1);
  expect(families.get('linkwright_run_duration_seconds')).toMatchObject({
    type: 'HISTOGRAM',
    metrics: [{ buckets: { 2: '0', 5: '1', '+Inf': '1' } }],
  });
});
