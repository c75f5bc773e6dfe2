import type { SyncStatus } from '../api/queries.ts';

/** How many records of a sync wait for a person. */
export const needsYou = ({ failing, ambiguous, inReview, undecided }: SyncStatus): number =>
  failing + ambiguous + inReview + undecided;
