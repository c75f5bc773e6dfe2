import type { Logger } from 'pino';
import type { PairRun } from './pair-run.ts';

/** One line for each run. */
export function logRun(log: Logger, workspace: string, run: PairRun): void {
  const { pair, syncs, startedAt, endedAt, outcome, message, report } = run;
  const written = (report?.syncs ?? [])
    .flatMap(({ left, right }) => [left, right])
    .reduce((sum, side) => sum + side.created + side.updated + side.archived + (side.merged ?? 0), 0);
  const ms = endedAt - startedAt;
  const told = { workspace, pair, syncs, outcome, ms, written, ...(report && { run: report.run }) };
  if (outcome === 'failed' || outcome === 'stopped') log.error({ ...told, reason: message }, 'run');
  else log.info(told, 'run');
}
