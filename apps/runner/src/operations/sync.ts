import type { Work } from '../session/work.ts';
import { type SyncDocument, syncDocumentSchema } from './documents/run-document.ts';
import { gather } from './gather.ts';
import { type RunAsked, runSyncs } from './run-syncs.ts';

/** Brings both sides in step. A first sync is written without asking. */
export const sync = (work: Work, asked: Pick<RunAsked, 'syncs' | 'full' | 'limit' | 'allow'>): Promise<SyncDocument> =>
  runSyncs(work, { ...asked, mode: 'sync' }, async (outcome) => {
    const { ran, problems = [] } = outcome ?? {};
    return syncDocumentSchema.parse(gather({ ...ran?.document, ...(problems.length > 0 && { problems }) }));
  });
