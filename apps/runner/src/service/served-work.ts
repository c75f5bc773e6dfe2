import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { Redactor } from '../output/redactor.ts';
import type { Work } from '../session/work.ts';
import { telling } from '../telemetry/span.ts';
import type { ServiceContext } from './service-context.ts';

/** Work on a workspace that a service looks after, watched by nobody but the log. */
export function servedWork(
  { clock, directory, log, limits, onWaited, onAnswered, telemetry }: ServiceContext,
  {
    name: workspace,
    redactor,
    loaded,
    signal,
  }: {
    readonly name: string;
    readonly redactor: Redactor;
    readonly loaded: LoadedConfiguration;
    readonly signal: AbortSignal;
  },
): Work {
  return {
    loaded,
    ...(limits && { limits }),
    ...(onWaited && { onWaited: (connection: string, ms: number) => onWaited(workspace, connection, ms) }),
    ...(onAnswered && {
      onAnswered: (connection: string, status: number | null) => onAnswered(workspace, connection, status),
    }),
    directory,
    ...(telemetry && { telemetry: telling(telemetry, { 'linkwright.workspace': workspace }) }),
    redact: (text) => redactor.redact(text),
    hide: (secrets) => redactor.add(secrets),
    now: () => clock.now(),
    signal,
    tell: (event) => {
      if (event.kind === 'note') log.info({ workspace }, redactor.redact(event.text));
      else if (event.kind === 'trouble') log.warn({ workspace }, redactor.redact(event.text));
    },
  };
}
