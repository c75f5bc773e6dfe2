import { z } from 'zod';
import type { StoppedSync } from '../context/stopped-sync.ts';

const keptStopSchema = z.object({
  name: z.string(),
  connection: z.string().nullable(),
  association: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
});

/** A sync that an app stopped, as it is written down with its run: of an error alone its message would be lost. */
export type KeptStop = z.output<typeof keptStopSchema>;

export const stopToKeep = (
  { name, association, error: { code, message, remedy } }: StoppedSync,
  connection: string | null,
): KeptStop => ({ name, connection, association, code, message, remedy });

const reportSchema = z.object({ stopped: z.array(keptStopSchema) });

/** Those of a run, from its report. Reports of runs that failed, or of earlier versions, have none. */
export function keptStops(report: string | null): readonly KeptStop[] {
  if (report === null) return [];
  return reportSchema.safeParse(JSON.parse(report)).data?.stopped ?? [];
}
