import type { CompilationNote } from './compilation.ts';
import { untimedEnds } from './mapping-direction.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** Tells where the newest edit is to win, and an app does not say when a record was edited. */
export function noteUntimed(sync: ResolvedSync): readonly CompilationNote[] {
  const { winner, fields } = sync.settings.conflicts;
  const untimed = untimedEnds(sync);
  if (untimed.length === 0 || ![winner, ...Object.values(fields)].includes('newest')) return [];
  const text = `conflicts with \`winner: newest\` wait for a decision, as with \`review\`: ${untimed.join(' and ')} does not tell when a record was edited`;
  return [{ sync: sync.name, text }];
}
