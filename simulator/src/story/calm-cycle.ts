import type { Cycle } from './story.ts';

/** A sync in which nothing goes wrong, and in which nobody does anything. */
export const calmCycle = (order: number): Cycle => ({
  do: 'cycle',
  mode: 'sync',
  full: false,
  order,
  faults: [],
  meddling: [],
  crashAt: null,
  hidden: null,
});
