import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { baseOfHeld } from '../merge/base-of-held.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { saveBases } from '../store/change-links.ts';
import { loadObservations } from '../store/observations.ts';
import { sides } from '../store/side.ts';
import { dropUnreadWrites, loadUnreadWrites } from '../store/unread-writes.ts';

/**
 * Writes that were answered and not read back, because the process died or the read failed: the base of what they sent is
 * made from a read before anything is merged, since it would take the app's own rewriting for somebody's edit.
 *
 * A preview sends nothing, and takes what the pull has shown.
 */
export async function resolveUnreadWrites(context: CycleContext, plan: PairPlan): Promise<void> {
  const unread = await loadUnreadWrites(context.store.database, plan.pair);
  for (const side of sides) {
    const ofSide = unread.filter(({ write }) => write.side === side);
    if (ofSide.length === 0) continue;
    const ids = ofSide.map(({ link }) => link[side]);
    if (!context.preview) await verifyRecords(context, plan[side], ids);
    await context.store.transaction(async (database) => {
      const shown = await loadObservations(database, plan[side].object, ids);
      // Another sync of the same pair of objects may have written it.
      const mappings = (context.siblings.get(plan.pair) ?? [plan]).flatMap(({ sync }) => sync.fields);
      const bases = new Map(unread.map(({ link }) => [link.id, link.base]));
      for (const { write, link } of ofSide) {
        const record = shown.get(link[side]);
        if (!record || record.gone) continue;
        const late = { ...write, isReadAtOnce: false };
        bases.set(link.id, baseOfHeld(mappings, side, bases.get(link.id) ?? {}, late, record));
      }
      await saveBases(
        database,
        ofSide.map(({ link }) => ({ link: link.id, base: bases.get(link.id) ?? link.base })),
      );
      await dropUnreadWrites(
        database,
        side,
        ofSide.map(({ link }) => link.id),
      );
    });
  }
}
