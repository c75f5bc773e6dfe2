import { ConfigurationError } from '@linkwright/core';
import { decideReviews, listReviews, type ReviewDecision, type ReviewItem } from '@linkwright/engine';
import { changingState, readingState } from '../session/in-state.ts';
import type { Session } from '../session/open-session.ts';
import { ended, type Work } from '../session/work.ts';
import { chooseSyncs } from './choose-syncs.ts';
import type { ReviewDecisionDocument, ReviewDocument, ReviewItemDocument } from './documents/review-document.ts';

/** What waits for a person: deletions and mergers in one app. `syncs`: names; none: all. */
export const review = (work: Work, { syncs }: { readonly syncs: readonly string[] }): Promise<ReviewDocument> =>
  readingState(work, async (session, store) => {
    const only = chooseSyncs(session, syncs);
    const items = await listReviews(store, session.compilation.syncs);
    ended(work);
    return { items: items.filter((item) => only?.includes(item.sync) ?? true).map((item) => told(session, item)) };
  });

export interface ReviewsToDecide {
  readonly decision: ReviewDecision;
  /** Ids or match keys. `all`: everything that waits. */
  readonly records: readonly string[] | 'all';
  readonly syncs: readonly string[];
}

/** Decides them in the state; the next sync does what was approved. `unknown`: nothing waits about these. */
export const decideReview = (
  work: Work,
  { decision, records, syncs }: ReviewsToDecide,
): Promise<ReviewDecisionDocument & { readonly unknown: readonly string[] }> =>
  changingState(work, async (session, store) => {
    const only = chooseSyncs(session, syncs);
    const decided: ReviewItemDocument[] = [];
    const impossible: ReviewItemDocument[] = [];
    const unknown: string[] = [];
    for (const record of records === 'all' ? [undefined] : records) {
      const result = await decideReviews(store, session.compilation.syncs, {
        decision,
        at: work.now(),
        ...(record !== undefined && { record }),
        ...(only && { only }),
      });
      decided.push(...result.decided.map((item) => told(session, item)));
      impossible.push(...result.impossible.map((item) => told(session, item)));
      if (record !== undefined && result.decided.length + result.impossible.length === 0) unknown.push(record);
    }
    return { decision, decided, impossible, unknown };
  });

/** Throws that of some nothing was waiting; what was decided of the others is kept. */
export function refuseUnknownReviews(unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  throw new ConfigurationError(`No decision is waiting about ${unknown.map((one) => `"${one}"`).join(', ')}.`, {
    code: 'unknown-record',
    remedy: 'linkwright review list names what waits; what was decided of the others is kept.',
  });
}

function told({ compilation }: Session, item: ReviewItem): ReviewItemDocument {
  const ends = compilation.syncs.flatMap(({ name, left, right }) => (name === item.sync ? [left, right] : []));
  const end = ends.find(({ connection }) => connection === item.connection);
  return { ...item, app: end?.displayName ?? item.connection };
}
