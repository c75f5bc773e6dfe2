import { isLinkwrightError } from '@linkwright/core';
import type { Attributes, Context, Tracer } from '@opentelemetry/api';
import type { Span, SpanAttributes, SpanParent } from './span.ts';
import { protocolOf, samplerOf, wantsTraces } from './telemetry-settings.ts';

export interface Telemetry {
  /** Runs begin here. */
  readonly spans: SpanParent;
  /** Sends what has not been sent, for a moment at most. */
  close(): Promise<void>;
}

export interface TelemetryOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What keeps traces from being sent; each sentence once. */
  readonly trouble: (text: string) => void;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Whoever collects traces may be gone: the end of a process waits so many milliseconds for it. */
const closingMs = 3_000;

/** So many sentences are told once each; then none any more. */
const mostTold = 20;

/**
 * Tells runs to whoever the variables of OpenTelemetry name. Its packages are loaded here and nowhere else. `null`: nobody asks for
 * traces, or they cannot be sent; the work goes on either way.
 */
export async function openTelemetry({ environment, trouble, wait }: TelemetryOptions): Promise<Telemetry | null> {
  if (!wantsTraces(environment)) return null;
  const told = protocolOf(environment);
  if ('unknown' in told) {
    trouble(
      `No traces are sent: OTEL_EXPORTER_OTLP_PROTOCOL is ${told.unknown}, and http/protobuf and http/json are spoken here.`,
    );
    return null;
  }
  const exporterPackage = `@opentelemetry/exporter-trace-otlp-${told.protocol === 'proto' ? 'proto' : 'http'}`;
  const packages = await load(told.protocol).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    trouble(
      `OTEL_EXPORTER_OTLP_ENDPOINT is set and no traces are sent: npm install @opentelemetry/api @opentelemetry/sdk-trace @opentelemetry/resources ${exporterPackage}`,
    );
    return null;
  });
  if (packages === null) return null;
  const { api, sdk, resources, exporter } = packages;
  tellTroubles(api, trouble);
  const { ratio, asParent } = samplerOf(environment);
  const root = new sdk.TraceIdRatioBasedSampler(ratio);
  const provider = new sdk.TracerProvider({
    sampler: asParent ? new sdk.ParentBasedSampler({ root }) : root,
    resource: resources
      .resourceFromAttributes({ 'service.name': 'linkwright' })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, ...batchesOf(environment) })],
  });
  return {
    spans: spansIn(api, provider.getTracer('linkwright'), api.ROOT_CONTEXT),
    async close() {
      const over = new AbortController();
      const sent = provider.shutdown().catch((error: unknown) => trouble(`Traces were not sent: ${String(error)}`));
      await Promise.race([sent, wait(closingMs, over.signal)]);
      over.abort();
    },
  };
}

type Api = typeof import('@opentelemetry/api');

async function load(protocol: 'proto' | 'json') {
  const [api, sdk, resources, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    protocol === 'proto'
      ? import('@opentelemetry/exporter-trace-otlp-proto')
      : import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  // Address, headers, compression, certificates and time-out are in the environment of the process, where it finds them.
  return { api, sdk, resources, exporter: new OTLPTraceExporter() };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';

/** `OTEL_BSP_…`: how spans are gathered before they are sent. */
function batchesOf(environment: TelemetryOptions['environment']) {
  const numbers = {
    scheduledDelayMillis: environment.OTEL_BSP_SCHEDULE_DELAY,
    exportTimeoutMillis: environment.OTEL_BSP_EXPORT_TIMEOUT,
    maxQueueSize: environment.OTEL_BSP_MAX_QUEUE_SIZE,
    maxExportBatchSize: environment.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
  };
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, text]) => {
      const number = Number(text || Number.NaN);
      return Number.isFinite(number) && number > 0 ? [[name, number]] : [];
    }),
  );
}

function tellTroubles({ diag, DiagLogLevel }: Api, trouble: (text: string) => void): void {
  const told = new Set<string>();
  const tell = (...parts: readonly unknown[]): void => {
    const text = parts.map(String).join(' ');
    if (told.has(text) || told.size >= mostTold) return;
    told.add(text);
    trouble(`Traces: ${text}`);
  };
  const nothing = (): void => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

function spansIn(api: Api, tracer: Tracer, context: Context): SpanParent {
  return {
    begin(name, attributes): Span {
      const kind = name === 'linkwright.run' ? api.SpanKind.INTERNAL : api.SpanKind.CLIENT;
      const span = tracer.startSpan(name, { kind, attributes: copied(attributes) }, context);
      return {
        ...spansIn(api, tracer, api.trace.setSpan(context, span)),
        set: (more) => void span.setAttributes(copied(more)),
        end(error) {
          if (error !== undefined) {
            const type = codeOf(error);
            span.setAttribute('error.type', type);
            if (type !== 'AbortError') span.setStatus({ code: api.SpanStatusCode.ERROR, message: type });
          }
          span.end();
        },
      };
    },
  };
}

const copied = (attributes: SpanAttributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );

function codeOf(error: unknown): string {
  if (isLinkwrightError(error)) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
