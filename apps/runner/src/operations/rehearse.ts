import type { RehearsalOptions } from '../rehearse/run-rehearsal.ts';
import type { Work } from '../session/work.ts';
import { type RehearsalDocument, rehearsalDocumentSchema } from './documents/rehearsal-document.ts';

/** Runs the file on copies of a sample of the accounts, which are only read. Needs `@linkwright/sandbox`. */
export async function rehearse(work: Work, options: RehearsalOptions): Promise<RehearsalDocument> {
  const { runRehearsal } = await import('../rehearse/run-rehearsal.ts');
  return rehearsalDocumentSchema.parse({ rehearsal: await runRehearsal(work, options) });
}
