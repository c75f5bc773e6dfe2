import {
  type FailureCause,
  type HoldReason,
  type Listed,
  type ListedCause,
  type ListedFailure,
  type ListedHold,
  type ListPlace,
  listCauses,
  listFailing,
  listHeld,
} from '@linkwright/engine';
import { readingState } from '../session/in-state.ts';
import { ended, type Work } from '../session/work.ts';
import { chooseSyncs } from './choose-syncs.ts';

interface PageAsked {
  /** Names; none: all. */
  readonly syncs: readonly string[];
  /** `null`: from the first on. */
  readonly after: ListPlace | null;
  readonly limit: number;
}

/** Records whose write was refused, page by page. */
export const failing = (
  work: Work,
  { syncs, ...asked }: PageAsked & { readonly cause?: FailureCause | undefined },
): Promise<Listed<ListedFailure>> =>
  readingState(work, async (session, store) => {
    const only = chooseSyncs(session, syncs);
    const { cause, ...page } = asked;
    const found = await listFailing(store, session.compilation.syncs, {
      ...page,
      ...(cause && { cause }),
      ...(only && { only }),
    });
    ended(work);
    return found;
  });

/** Why records are refused, with how many of them. */
export const causes = (work: Work, { syncs }: Pick<PageAsked, 'syncs'>): Promise<readonly ListedCause[]> =>
  readingState(work, async (session, store) => {
    const found = await listCauses(store, session.compilation.syncs, chooseSyncs(session, syncs));
    ended(work);
    return found;
  });

/** Records that are left alone, page by page, with those that they may be the same as. */
export const excluded = (
  work: Work,
  { syncs, reasons, ...page }: PageAsked & { readonly reasons?: readonly HoldReason[] | undefined },
): Promise<Listed<ListedHold>> =>
  readingState(work, async (session, store) => {
    const only = chooseSyncs(session, syncs);
    const found = await listHeld(store, session.compilation.syncs, {
      ...page,
      ...(reasons && { reasons }),
      ...(only && { only }),
    });
    ended(work);
    return found;
  });
