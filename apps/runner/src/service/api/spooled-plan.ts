import type { RanCycle } from '../../operations/cycle/ran-cycle.ts';
import { parseFailing, parseHeld, parseOperation } from '../../operations/cycle/told-items.ts';
import { type PlanDocument, planDocumentSchema } from '../../operations/documents/run-document.ts';
import { gather } from '../../operations/gather.ts';
import { runSyncs } from '../../operations/run-syncs.ts';
import type { Work } from '../../session/work.ts';
import type { PlanLists } from './plan-lists.ts';

/** A plan whose lists go elsewhere; `operationsLeftOut` says how many operations are in them. */
export const spooledPlan = (
  work: Work,
  asked: { readonly syncs: readonly string[]; readonly record?: string | undefined },
  lists: PlanLists,
): Promise<PlanDocument> =>
  runSyncs(work, { ...asked, mode: 'plan', isDetailed: true }, async (outcome) => {
    const { ran, problems = [], changes = [] } = outcome ?? {};
    if (ran === undefined) throw new Error('A plan gives a plan.');
    const document = withoutLists(ran.document, lists);
    return planDocumentSchema.parse(
      gather({ ...document, ...(problems.length > 0 && { problems }), configurationChanges: changes }),
    );
  });

/** Moves what is told of single records into the lists. */
export function withoutLists(document: RanCycle['document'], lists: PlanLists): object {
  if (document.mode !== 'plan') throw new Error('Only a plan has such lists.');
  const syncs = Array.from(document.syncs, ({ operations, held, failingRecords, ...sync }) => {
    const own = lists.of(sync.name);
    let { operationsLeftOut } = sync;
    for (const operation of operations) {
      own.operations[operation.kind].add(parseOperation(gather(operation)));
      operationsLeftOut += 1;
    }
    for (const record of held) own.held.add(parseHeld(record));
    for (const record of failingRecords) own.failing.add(parseFailing(record));
    return { ...sync, operations: [], operationsLeftOut, held: [], failingRecords: [] };
  });
  return { ...document, syncs };
}
