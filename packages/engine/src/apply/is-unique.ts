import type { FieldSchema } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { Side } from '../store/side.ts';

/** Does the app refuse a value of this field that another record has? By its schema, or because it has done so in this run. */
export const isUnique = ({ taken }: CycleContext, plan: PairPlan, side: Side, field: FieldSchema): boolean =>
  field.unique || taken.fields.has(`${plan[side].object} ${field.id}`);
