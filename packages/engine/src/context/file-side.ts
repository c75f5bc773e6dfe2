import { otherSide, type Side } from '../store/side.ts';
import type { PairPlan } from './cycle-context.ts';

/** The side as the file has it. */
export const fileSide = (plan: PairPlan, side: Side): Side => (plan.sync.reversed ? otherSide(side) : side);
