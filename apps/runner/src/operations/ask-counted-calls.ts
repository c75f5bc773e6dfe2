import { isLinkwrightError } from '@linkwright/core';
import type { Session } from '../session/open-session.ts';
import { inStateIfThere } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';
import { keepCountedCalls } from './counted-calls.ts';
import type { CountedCalls } from './documents/document-parts.ts';

/** Asks the apps how many calls they have counted today, and keeps it for whoever asks the state. An app that does not say so is left out. */
export async function askCountedCalls(
  { connections, loaded }: Pick<Session, 'connections' | 'loaded'>,
  { signal, now }: Pick<Work, 'signal' | 'now'>,
): Promise<Readonly<Record<string, CountedCalls>>> {
  const asked = await Promise.all(
    [...connections].map(async ([name, { app }]) => {
      try {
        const usage = (await app.readCallUsage?.({}, { signal })) ?? null;
        if (usage === null) return [];
        const { used, allowed, resetsAt = null } = usage;
        return [[name, { used, allowed, at: now(), resetsAt }] as const];
      } catch (error) {
        // It is good to know, and nothing depends on it.
        if (signal.aborted || !isLinkwrightError(error)) throw error;
        return [];
      }
    }),
  );
  const counted = Object.fromEntries(asked.flat());
  if (asked.flat().length > 0) await inStateIfThere(loaded.state, (store) => keepCountedCalls(store, counted));
  return counted;
}
