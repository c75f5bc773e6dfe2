import type { AssociationTarget } from '@linkwright/core';
import type { Side } from '../story/story.ts';

/** Under what a ledger keeps a record, and an edge of it. */
export const keyOf = (side: Side, object: string, id: string): string => `${side}\n${object}\n${id}`;

export const edgeOf = (key: string, field: string, target: string): string => `${key}\n${field}\n${target}`;

/** As the app names it. */
export const nameOf = (target: AssociationTarget): string => ('id' in target ? target.id : target.key);

/** Of a cell that no answer has shown. */
export const unseen = {
  seen: false,
  seenAt: Number.POSITIVE_INFINITY,
  seenIn: 0,
  arrivedAt: Number.POSITIVE_INFINITY,
  shownTime: undefined,
  isDated: false,
  isForgotten: false,
};

/** Of an event of an edge that no process knows of. */
export const untold = { knownAt: Number.POSITIVE_INFINITY, toldBy: 0 };
