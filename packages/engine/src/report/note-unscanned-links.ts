import type { PairPlan } from '../context/cycle-context.ts';
import { touches } from '../pull/observe-records.ts';
import { loadReadStates } from '../store/reads.ts';
import { sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import type { NoteSource } from './sync-note.ts';

/** Associations that may have changed without a trace in their records, and that the last run did not look at. */
export async function noteUnscannedLinks({ database }: Store, plan: PairPlan): ReturnType<NoteSource> {
  if (plan.associations.length === 0) return [];
  const notes = [];
  const states = await loadReadStates(
    database,
    sides.map((side) => plan[side].object),
  );
  for (const side of sides) {
    const due = states.get(plan[side].object)?.scanDueAt ?? null;
    if (due === null) continue;
    const names = plan.associations.map(({ mapping }) => mapping[side]).filter(({ id }) => !touches(plan[side], id));
    const fields = [...new Set(names.map(({ name }) => name))];
    if (fields.length === 0) continue;
    notes.push({
      code: 'links-not-looked-at',
      text: `links in ${plan.sync[side].displayName} that change without their record were not looked at (${fields.join(', ')}): the first sync after ${new Date(due).toISOString()} does, and \`sync --full\` at once.`,
    });
  }
  return notes;
}
