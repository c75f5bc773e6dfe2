/** The variables of OpenTelemetry that say whether traces are wanted, and where they go. The exporter reads the others by itself. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Are traces wanted? Without an address there is nobody to tell them to. */
export function wantsTraces(environment: Environment): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER } =
    environment;
  if (OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return false;
  const exporters = (OTEL_TRACES_EXPORTER || 'otlp').split(',').map((name) => name.trim());
  return exporters.includes('otlp') && !!(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || OTEL_EXPORTER_OTLP_ENDPOINT);
}

/** How traces are sent. `null`: in a way that is not spoken here, which is named. */
export function protocolOf(
  environment: Environment,
): { readonly protocol: 'proto' | 'json' } | { readonly unknown: string } {
  const { OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL } = environment;
  const named = OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || OTEL_EXPORTER_OTLP_PROTOCOL || 'http/protobuf';
  if (named === 'http/protobuf') return { protocol: 'proto' };
  return named === 'http/json' ? { protocol: 'json' } : { unknown: named };
}

/** What share of the traces is told, 0 to 1, and whether that of a parent counts instead. */
export function samplerOf({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG }: Environment): {
  readonly ratio: number;
  readonly asParent: boolean;
} {
  const named = OTEL_TRACES_SAMPLER || 'parentbased_always_on';
  const asParent = named.startsWith('parentbased_');
  const kind = named.replace('parentbased_', '');
  const given = Number(OTEL_TRACES_SAMPLER_ARG || '1');
  const share = given >= 0 && given <= 1 ? given : 1;
  return { asParent, ratio: kind === 'always_off' ? 0 : kind === 'traceidratio' ? share : 1 };
}
