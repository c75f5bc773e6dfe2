import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import type { UndoRefusal } from '../report/undo-report.ts';
import type { Database } from '../store/database.ts';
import type { EndedDecision } from '../store/decisions.ts';

/** What an undo was to do to a record, and does not: told of its field. `id`: of the record. */
export async function notCarriedOut(
  database: Kysely<Database>,
  plan: PairPlan,
  { side, what }: EndedDecision,
  { id, ...why }: Pick<UndoRefusal, 'id' | 'code' | 'text'>,
): Promise<UndoRefusal> {
  const labels = await labelsOf(database, plan[side], [id]);
  return {
    sync: plan.sync.name,
    side: fileSide(plan, side),
    connection: plan.sync[side].connection,
    id,
    label: labels.get(id) ?? id,
    field: fieldOf(plan, side, what),
    ...why,
  };
}

/** As the file names it. `null`: it is about the record as a whole. */
function fieldOf(plan: PairPlan, side: EndedDecision['side'], what: EndedDecision['what']): string | null {
  if (what.kind === 'value') return plan.sync.fields.find(({ key }) => key === what.mapping)?.[side].name ?? null;
  if (what.kind === 'archive') return null;
  return plan.associations.find((one) => one.association === what.association)?.mapping[side].name ?? null;
}
