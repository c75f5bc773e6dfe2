import { setTimeout as wait } from 'node:timers/promises';
import type { Work } from '../session/work.ts';
import { wantsTraces } from '../telemetry/telemetry-settings.ts';
import type { CommandContext } from './command-context.ts';

/** Work whose runs are told to whoever the variables of OpenTelemetry name; all of it is sent before the command ends. */
export async function withTelemetry<Result>(
  { environment, output }: Pick<CommandContext, 'environment' | 'output'>,
  given: Work,
  act: (work: Work) => Promise<Result>,
): Promise<Result> {
  if (!wantsTraces(environment)) return act(given);
  const { openTelemetry } = await import('../telemetry/open-telemetry.ts');
  const telemetry = await openTelemetry({
    environment,
    trouble: (text) => output.note(text),
    wait: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
  });
  if (telemetry === null) return act(given);
  try {
    return await act({ ...given, telemetry: telemetry.spans });
  } finally {
    await telemetry.close();
  }
}
