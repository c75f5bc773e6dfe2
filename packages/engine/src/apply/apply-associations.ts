import { type AssociationChange, type AssociationOutcome, ContractError } from '@linkwright/core';
import type { PlannedEdit } from '../plan/plan-pair.ts';
import { readAssociationsOf } from '../pull/scan-associations.ts';
import { reportOperation } from '../report/report-records.ts';
import { addEdges, removeEdges } from '../store/edges.ts';
import { logConflicts, logWrites } from '../store/log.ts';
import { loadObservations, saveObservations } from '../store/observations.ts';
import type { Side } from '../store/side.ts';
import type { ChunkContext } from './apply-chunk.ts';
import { observationOf, type Progress, writesFields } from './chunk-item.ts';
import { associationConflicts } from './settle-outcomes.ts';
import { setOf, sharedSets } from './shared-sets.ts';
import { newWriteId } from './write-id.ts';

interface Edit {
  readonly entry: Progress;
  readonly edit: PlannedEdit;
}

/** One batch of association edits in calls of their own, and what the app made of them. */
export async function applyAssociations(chunk: ChunkContext, side: Side, batch: readonly Edit[]): Promise<void> {
  const { context, plan } = chunk;
  context.signal.throwIfAborted();
  const end = plan.sync[side];
  const sent = batch.filter(({ entry }) => !entry.failed && entry.link !== null);
  const changes = sent.map(
    ({ entry, edit }): AssociationChange => ({
      writeId: newWriteId(context.random),
      id: observationOf(entry.item, side)?.id ?? '',
      field: edit.plan.mapping[side].id,
      add: edit.edit.add,
      remove: edit.edit.remove,
    }),
  );
  if (changes.length === 0) return;
  const { signal } = new AbortController();
  const outcomes: readonly AssociationOutcome[] = context.preview
    ? changes.map(() => ({ kind: 'written' }))
    : await writeAssociations(end, changes, signal);
  const unsent: unknown[] = [];
  const uncertain = new Set<string>();
  await context.store.transaction(async (database) => {
    for (const [index, outcome] of outcomes.entries()) {
      const one = sent[index];
      const id = changes[index]?.id;
      if (!one || id === undefined) continue;
      if (outcome.kind === 'written') await settleEdit(chunk, database, side, one, id, outcome);
      else {
        one.entry.again = true;
        if (outcome.kind === 'not-sent') unsent.push(outcome.error);
        else uncertain.add(id);
      }
    }
  });
  await readBack(chunk, side, sent, uncertain);
  if (unsent.length > 0) throw unsent[0];
  for (const entry of new Set(sent.map((one) => one.entry))) {
    // The record's own update has told of its associations already.
    if (!writesFields(entry.item, side)) await reportOperation(context, plan, side, entry);
  }
}

async function writeAssociations(
  end: ChunkContext['plan']['sync']['left'],
  changes: readonly AssociationChange[],
  signal: AbortSignal,
): Promise<readonly AssociationOutcome[]> {
  const outcomes = await end.app.writeAssociations?.({ object: end.object.id, changes }, { signal });
  if (outcomes?.length === changes.length) return outcomes;
  throw new ContractError(
    outcomes
      ? `${end.displayName} reported ${outcomes.length} outcomes for ${changes.length} association changes.`
      : `${end.displayName} declares separate association writes but has no writeAssociations.`,
    { code: 'outcome-count' },
  );
}

async function settleEdit(
  chunk: ChunkContext,
  database: Parameters<typeof addEdges>[0],
  side: Side,
  { entry, edit }: Edit,
  id: string,
  outcome: AssociationOutcome & { kind: 'written' },
): Promise<void> {
  const { context, plan, tally } = chunk;
  const link = entry.link;
  if (!link) return;
  const field = edit.plan.mapping[side].id;
  const refused = new Map(
    (outcome.refused ?? []).flatMap((refusal) =>
      'id' in refusal.target ? [[refusal.target.id, refusal.error.message] as const] : [],
    ),
  );
  const placed = edit.add.filter((_, index) => {
    const target = edit.edit.add[index];
    if (!target || !('id' in target)) return true;
    const reason = refused.get(target.id);
    if (reason !== undefined) entry.refused.push({ edit, target: target.id, reason });
    return reason === undefined;
  });
  const edge = (target: number) => ({ association: edit.plan.association, source: link.id, target });
  await addEdges(database, placed.map(edge));
  await removeEdges(database, edit.remove.map(edge));
  const observed = (await loadObservations(database, plan[side].object, [id])).get(id);
  if (observed) {
    const result = edit.edit.result.filter((target) => !('id' in target && refused.has(target.id)));
    await saveObservations(database, plan[side].object, [
      { ...observed, associations: { ...observed.associations, [field]: result } },
    ]);
  }
  tally.added[side] += placed.length;
  tally.removed[side] += edit.remove.length;
  const at = context.clock.now();
  const ids = (targets: readonly ({ id: string } | { key: string })[]): readonly string[] =>
    targets.map((target) => ('id' in target ? target.id : target.key));
  const changes = { [field]: { before: ids(edit.edit.remove), after: ids(edit.edit.result) } };
  await logWrites(database, context.run, plan.pair, [{ side, record: id, kind: 'associate', changes }], at);
  const conflicts = associationConflicts(entry, side, link.id).filter(
    (conflict) => conflict.mapping === edit.plan.mapping.key,
  );
  tally.conflicts += conflicts.length;
  await logConflicts(database, context.run, plan.pair, conflicts, at);
}

/**
 * What an app adds by itself (the first company becomes primary) is read back and merged like any change; only where
 * two mapped association fields share a set can it matter. Uncertain outcomes are read back too.
 */
async function readBack(
  chunk: ChunkContext,
  side: Side,
  sent: readonly Edit[],
  uncertain: ReadonlySet<string>,
): Promise<void> {
  const { context, plan } = chunk;
  if (context.preview) return;
  const shared = sharedSets(plan, side);
  const touched = sent.filter(({ edit }) => shared.has(setOf(plan, side, edit.plan.mapping[side].id)));
  const ids = new Set([...uncertain, ...touched.map(({ entry }) => observationOf(entry.item, side)?.id ?? '')]);
  if (ids.size === 0) return;
  await readAssociationsOf(context, plan[side], plan[side].associations, [...ids]);
  // The comparison with what was read marked them dirty; closing the chunk must not clear that.
  for (const { entry } of touched) entry.again = true;
}
