import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { run } from '../../src/command/run.ts';
import { ServedWorkspace } from '../../src/service/served-workspace.ts';
import { createServiceEvents } from '../../src/service/service-events.ts';
import { openTelemetry } from '../../src/telemetry/open-telemetry.ts';
import { protocolOf, samplerOf, wantsTraces } from '../../src/telemetry/telemetry-settings.ts';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { addCompany, addContact } from '../commands/support/fill-crm.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { startStrippingProxy } from '../commands/support/stripping-proxy.ts';
import { startCollector, textsIn } from './start-collector.ts';

afterEach(() => vi.unstubAllEnvs());

const clock = {
  now: Date.now,
  wait: (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => undefined),
};

/** Here the collector answers, however late. */
const untilAborted = (_ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** The exporter reads the environment of the process. */
async function telemetryTo(environment: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const troubles: string[] = [];
  const telemetry = await openTelemetry({ environment, wait: untilAborted, trouble: (text) => troubles.push(text) });
  return { telemetry, troubles };
}

async function served(directory: string, environment: Readonly<Record<string, string>>) {
  const { telemetry, troubles } = await telemetryTo(environment);
  const context = {
    clock,
    log: pino({ level: 'silent' }),
    events: createServiceEvents(clock.now),
    environment: {},
    directory,
    ...(telemetry && { telemetry: telemetry.spans }),
  };
  const file = join(directory, 'linkwright.yaml');
  const workspace = await ServedWorkspace.open(context, { name: 'crm', file });
  onTestFinished(() => workspace.close());
  return {
    troubles,
    run: () => workspace.runPair('hubspot ↔ airtable', new AbortController().signal),
    sent: () => telemetry?.close(),
  };
}

it('tells a run with its pages and batches, by names and counts and no value of a record', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  const company = await addCompany(crm, { name: 'Engines', domain: 'engines.example' });
  await addContact(crm, { email: 'ada@engines.example', firstname: 'Ada', lastname: 'Lovelace' }, [company]);
  const collector = await startCollector();
  const { run, sent, troubles } = await served(crm.directory, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=secret-of-the-collector',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  expect(await run()).toMatchObject({ outcome: 'done' });
  await sent();
  expect(troubles).toEqual([]);
  expect(collector.received[0]).toMatchObject({
    path: '/v1/traces',
    headers: { 'x-key': 'secret-of-the-collector', 'content-type': 'application/json' },
  });
  expect(collector.resources()[0]).toMatchObject({
    'service.name': 'linkwright',
    'deployment.environment.name': 'test',
  });

  const spans = collector.spans();
  const [root, ...others] = spans.filter(({ name }) => name === 'linkwright.run');
  expect(others).toEqual([]);
  expect(root).toMatchObject({
    status: {},
    attributes: {
      'linkwright.workspace': 'crm',
      'linkwright.pair': 'hubspot ↔ airtable',
      'linkwright.mode': 'sync',
      'linkwright.status': 'done',
      'linkwright.run': expect.stringMatching(/^\d{8}T/),
    },
  });
  expect(root?.parentSpanId ?? '').toBe('');
  const children = spans.filter(({ name }) => name !== 'linkwright.run');
  for (const { traceId, parentSpanId, startTimeUnixNano, endTimeUnixNano } of children) {
    expect([traceId, parentSpanId]).toEqual([root?.traceId, root?.spanId]);
    expect(endTimeUnixNano >= startTimeUnixNano).toBe(true);
  }
  const told = (name: string, attributes: object) =>
    expect(children).toContainEqual(expect.objectContaining({ name, attributes: expect.objectContaining(attributes) }));
  told('linkwright.page', {
    'linkwright.connection': 'hubspot',
    'linkwright.operation': 'readChanges',
    'linkwright.records': 1,
  });
  told('linkwright.batch', {
    'linkwright.connection': 'airtable',
    'linkwright.operation': 'write',
    'linkwright.asked': 1,
    'linkwright.records': 1,
  });
  told('linkwright.call', { 'linkwright.connection': 'airtable', 'linkwright.operation': 'check' });
  const text = collector.received.map(({ body }) => body.toString()).join('');
  for (const value of [
    'ada@',
    'Lovelace',
    'Engines',
    ...Object.values(crm.variables).filter((one) => one.startsWith('pat')),
  ]) {
    expect(text).not.toContain(value);
  }
});

it('a call that fails is told by its code', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies']));
  const proxy = await startStrippingProxy(crm.variables.AIRTABLE_URL ?? '', 'nothing');
  const body = { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } };
  proxy.refusal = { of: /./, status: 401, body };
  await crm.setVariables({ ...crm.variables, AIRTABLE_URL: proxy.url });
  const collector = await startCollector();
  const { run, sent } = await served(crm.directory, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  expect(await run()).toMatchObject({ outcome: 'failed' });
  await sent();
  const failed = collector.spans().filter(({ attributes }) => attributes['error.type'] !== undefined);
  expect(failed.map(({ name, status }) => [name, status.code])).toEqual([
    ['linkwright.call', 2],
    ['linkwright.run', 2],
  ]);
  expect(collector.received[0]?.body.toString()).not.toContain('Authentication required');
});

it('a command sends its spans as protobuf before it ends', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies']));
  await addCompany(crm, { name: 'Engines', domain: 'engines.example' });
  const collector = await startCollector();
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'crm-sync' };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const stderr: string[] = [];
  const exitCode = await run({
    arguments: ['sync', '--yes'],
    environment,
    directory: crm.directory,
    stdout: { write: () => undefined },
    stderr: { write: (text) => void stderr.push(text) },
    signal: new AbortController().signal,
    now: Date.now,
  });
  expect([exitCode, stderr]).toEqual([0, []]);
  // What takes longer than five seconds is sent in parts.
  const types = new Set(collector.received.map(({ headers }) => headers['content-type']));
  expect(types).toEqual(new Set(['application/x-protobuf']));
  const texts = collector.received.flatMap((one) => textsIn(one.body));
  for (const text of ['crm-sync', 'linkwright.run', 'linkwright.page', 'linkwright.batch'])
    expect(texts).toContain(text);
});

it('a collector that refuses or is gone holds nothing up, and is told once', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies']));
  const collector = await startCollector(400);
  const refused = await served(crm.directory, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  expect(await refused.run()).toMatchObject({ outcome: 'done' });
  await refused.sent();
  expect(refused.troubles).toHaveLength(1);
});

it('is asked for by the standard variables', async () => {
  const address = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  expect(wantsTraces({})).toBe(false);
  expect(wantsTraces(address)).toBe(true);
  expect(wantsTraces({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' })).toBe(true);
  expect(wantsTraces({ ...address, OTEL_SDK_DISABLED: 'true' })).toBe(false);
  expect(wantsTraces({ ...address, OTEL_TRACES_EXPORTER: 'none' })).toBe(false);
  expect(protocolOf({})).toEqual({ protocol: 'proto' });
  expect(protocolOf({ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toEqual({
    protocol: 'json',
  });
  expect(samplerOf({})).toEqual({ ratio: 1, asParent: true });
  expect(samplerOf({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' })).toEqual({
    ratio: 0.25,
    asParent: false,
  });
  expect(samplerOf({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' })).toEqual({ ratio: 0, asParent: true });
  const { telemetry, troubles } = await telemetryTo({ ...address, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
  expect(telemetry).toBeNull();
  expect(troubles).toEqual([expect.stringContaining('OTEL_EXPORTER_OTLP_PROTOCOL is grpc')]);
});
