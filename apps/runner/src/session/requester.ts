import { z } from 'zod';

/** Who wanted a run: the clock of a service, or somebody at a terminal or behind the API. */
export const requesterSchema = z.object({
  via: z.enum(['schedule', 'command', 'api']),
  /** `null`: nobody is named. */
  by: z.string().nullable(),
});
export type Requester = z.output<typeof requesterSchema>;

/** As it was kept with a run. `null`: nothing was, or not so. */
export function readRequester(text: string | null): Requester | null {
  if (text === null) return null;
  try {
    return requesterSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
