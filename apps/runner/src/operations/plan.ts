import type { Work } from '../session/work.ts';
import { type PlanDocument, planDocumentSchema } from './documents/run-document.ts';
import { gather } from './gather.ts';
import { type RunAsked, runSyncs } from './run-syncs.ts';

/** What a sync would write, operation by operation; writes to no app. As long as the plan: `runSyncs` tells it item by item. */
export const plan = (work: Work, asked: Pick<RunAsked, 'syncs' | 'full' | 'limit' | 'record'>): Promise<PlanDocument> =>
  runSyncs(work, { ...asked, mode: 'plan', isDetailed: true }, async (outcome) => {
    const { ran, problems = [], changes = [] } = outcome ?? {};
    return planDocumentSchema.parse(
      gather({ ...ran?.document, ...(problems.length > 0 && { problems }), configurationChanges: changes }),
    );
  });
