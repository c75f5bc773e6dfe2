import { ConfigurationError } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';
import type { LoggedConflict, Resolution } from '../store/conflicts.ts';
import type { NewDecision } from '../store/decisions.ts';
import type { Link } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import type { Side } from '../store/side.ts';

/** A conflict, and the two records that it is about, as they are shown. */
export interface Decided {
  readonly plan: PairPlan;
  readonly conflict: LoggedConflict;
  readonly link: Link;
  readonly shown: Readonly<Record<Side, Observation>>;
}

/** What is written for it, and what each side holds then. */
export interface Resolved {
  readonly decisions: readonly NewDecision[];
  readonly values: Resolution['values'];
}

export const changedSince = ({ id, state }: LoggedConflict): ConfigurationError =>
  state === 'resolved'
    ? refusal(
        'changed-since',
        `Conflict ${id} has been decided, and its records no longer hold what it was about.`,
        'Edit the value in one of the two apps: the next sync carries it over.',
      )
    : refusal(
        'changed-since',
        `What conflict ${id} is about has been edited since, in one of the two apps.`,
        'linkwright sync looks at it anew; then linkwright conflicts --open lists what is left to decide.',
      );

export const refusal = (code: string, message: string, remedy: string): ConfigurationError =>
  new ConfigurationError(message, { code, remedy });
