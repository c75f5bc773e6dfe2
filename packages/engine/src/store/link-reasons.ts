/** How two records came together. `adopted`: one was created, and its answer was lost. `existing`: what was to be created was there. */
export type LinkReason = 'matched' | 'created' | 'adopted' | 'existing' | 'restored';

/**
 * Why a link has ended. `archived-left`: the record of the right side was deleted, and the one of the left side was archived after
 * it. `merge-sent`: a request to merge what was left over has left, and its answer has not been stored.
 */
export type LinkEnding =
  | 'gone'
  | 'edited'
  | 'to-archive'
  | 'deletion-review'
  | 'archived-left'
  | 'archived-right'
  | 'merged-away'
  | 'kept-apart'
  | 'to-merge'
  | 'merge-sent'
  | 'forgotten'
  | 'filtered-out';
