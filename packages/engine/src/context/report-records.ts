import type { Failure } from '../store/failures.ts';
import type { Hold } from '../store/holds.ts';
import type { Link } from '../store/links.ts';
import type { CycleContext, PairPlan } from './cycle-context.ts';
import { fileSide } from './file-side.ts';
import { labelsOf } from './record-labels.ts';

export function reportLinks(
  context: CycleContext,
  plan: PairPlan,
  linked: readonly { readonly link: Link; readonly reason: string }[],
): void {
  if (!context.isHeard) return;
  for (const { link, reason } of linked) {
    const ends = plan.sync.reversed ? { left: link.right, right: link.left } : { left: link.left, right: link.right };
    context.report({ kind: 'record-linked', sync: plan.sync.name, ...ends, reason });
  }
}

export async function reportHolds(context: CycleContext, plan: PairPlan, holds: readonly Hold[]): Promise<void> {
  if (!context.isHeard) return;
  for (const side of ['left', 'right'] as const) {
    const ofSide = holds.filter((hold) => hold.side === side);
    const labels = await labelsOf(
      context.store.database,
      plan[side],
      ofSide.map((hold) => hold.id),
    );
    for (const hold of ofSide) {
      context.report({
        kind: 'record-held',
        sync: plan.sync.name,
        side: fileSide(plan, side),
        id: hold.id,
        label: labels.get(hold.id) ?? hold.id,
        reason: hold.reason,
        text: hold.detail.text,
      });
    }
  }
}

export async function reportFailure(context: CycleContext, plan: PairPlan, failure: Failure): Promise<void> {
  if (!context.isHeard) return;
  const { side, id } = failure.origin;
  const labels = await labelsOf(context.store.database, plan[side], [id]);
  context.report({
    kind: 'record-failing',
    sync: plan.sync.name,
    side: fileSide(plan, side),
    id,
    label: labels.get(id) ?? id,
    message: failure.message,
    remedy: failure.remedy,
  });
}
