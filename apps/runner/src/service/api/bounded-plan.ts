import { type PlanDocument, planDocumentSchema } from '../../operations/documents/run-document.ts';
import { gather } from '../../operations/gather.ts';
import { runSyncs } from '../../operations/run-syncs.ts';
import type { Work } from '../../session/work.ts';

/** So many operations of a sync, and so many records of a kind, are kept of a plan. */
const mostKept = 10_000;

/** A plan of which the lists are bounded; `operationsLeftOut` says how many operations are not in it. */
export const boundedPlan = (
  work: Work,
  asked: { readonly syncs: readonly string[]; readonly record?: string | undefined },
): Promise<PlanDocument> =>
  runSyncs(work, { ...asked, mode: 'plan', isDetailed: true }, async (outcome) => {
    const { ran, problems = [], changes = [] } = outcome ?? {};
    const { document } = ran ?? {};
    if (document?.mode !== 'plan') throw new Error('A plan gives a plan.');
    const syncs = Array.from(document.syncs, (sync) => {
      const [operations, leftOut] = firstOf(sync.operations);
      const operationsLeftOut = sync.operationsLeftOut + leftOut;
      return {
        ...sync,
        operations,
        operationsLeftOut,
        held: firstOf(sync.held)[0],
        failingRecords: firstOf(sync.failingRecords)[0],
      };
    });
    return planDocumentSchema.parse(
      gather({ ...document, syncs, ...(problems.length > 0 && { problems }), configurationChanges: changes }),
    );
  });

/** The first items, and how many there are besides. */
function firstOf<Item>(all: Iterable<Item>): readonly [kept: readonly Item[], leftOut: number] {
  const kept: Item[] = [];
  let leftOut = 0;
  for (const item of all) {
    if (kept.length < mostKept) kept.push(item);
    else leftOut += 1;
  }
  return [kept, leftOut];
}
