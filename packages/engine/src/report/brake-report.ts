import type { BrakeName } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import type { StandingBrake } from '../store/pulled-brakes.ts';
import type { Side } from '../store/side.ts';

/** Why a sync is stopped, or would be: something changed in larger numbers than the file allows. */
export interface BrakeReport {
  readonly kind: BrakeName;
  /** Where the change was seen, as the file has its sides. */
  readonly side: Side;
  readonly connection: string;
  /** Name of the field or association field there. `null`: whole records are concerned. */
  readonly field: string | null;
  readonly count: number;
  readonly of: number;
  readonly example: { readonly id: string; readonly label: string } | null;
  /** What has changed, how often, and where. */
  readonly text: string;
  readonly cause: string;
  /** What puts it right, other than to allow it. */
  readonly remedy: string;
  /** When it pulled first, in milliseconds since 1970. */
  readonly since: number;
}

export const reportBrake = (plan: PairPlan, { subject: _, side, ...brake }: StandingBrake): BrakeReport => ({
  ...brake,
  side: fileSide(plan, side),
  connection: plan.sync[side].connection,
});
