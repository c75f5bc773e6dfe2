import type { Associations, CanonicalValue, Fields } from '@linkwright/core';
import type { Side } from '../story/story.ts';

export type Author = 'person' | 'engine';

/** One value of one record, and who put it there. */
export interface Cell {
  readonly value: CanonicalValue;
  readonly author: Author;
  /** The how-manieth event of the world it came with. */
  readonly at: number;
  /** The cycle that was running then, or had run last. */
  readonly cycle: number;
  /** Has an answer that reached the engine shown it? */
  seen: boolean;
  /** The event of the world after which it was shown first. */
  seenAt: number;
  /** The cycle in which it was shown first. 0: it has not been. */
  seenIn: number;
  /** The app's time of the record in the answer that showed it last. */
  shownTime: string | undefined;
  /** Which of all answers it was in whose arrival the engine saw it first. */
  arrivedAt: number;
  /** What the engine had been shown last when this came. Put back before it was shown anything else, it was never away. */
  shown: Cell | null;
  /** The engine has been shown something else since it was shown this: an index lags. */
  isDated: boolean;
  /**
   * It was shown to a state that is gone, or something older of the same time has been shown since, which nobody can tell
   * from something newer; and it has not been shown again.
   */
  isForgotten: boolean;
  /** It was away and is back: what it is if the engine is shown what was there meanwhile after all. */
  readonly back?: Cell;
}

export interface FieldEvent {
  readonly at: number;
  /** How many answers had arrived by then. */
  readonly arrivals: number;
  readonly side: Side;
  readonly object: string;
  readonly id: string;
  readonly field: string;
  readonly author: Author;
  readonly value: CanonicalValue;
  /** What was there before. `null`: the record is made with this event. */
  readonly replaced: Cell | null;
  /** What is there since. */
  readonly cell: Cell;
}

export interface EdgeEvent {
  readonly at: number;
  /** How many answers had arrived by then. */
  readonly arrivals: number;
  readonly side: Side;
  readonly object: string;
  readonly field: string;
  readonly id: string;
  readonly target: string;
  readonly change: 'added' | 'removed';
  readonly author: Author;
  /** It went because one of its ends did. */
  readonly cascade: boolean;
  /** Has an answer that reached the engine shown it, or did the engine add it? */
  readonly seen: boolean;
  /**
   * Of one that was added: the event of the world after which the engine knew of it. It was told in an answer that it was
   * written, and has stored that, or it was shown it in a sync that came to its end.
   */
  knownAt: number;
  /** Which of all answers told that it was written. 0: none, or another one had shown it before. */
  toldBy: number;
}

export interface RecordEvent {
  readonly at: number;
  /** The cycle that was running then, or had run last. */
  readonly cycle: number;
  readonly side: Side;
  readonly object: string;
  readonly id: string;
  readonly change: 'made' | 'gone';
  readonly author: Author;
}

/** The engine was told that it has written this field, whether or not it held that already. */
export interface Claim {
  readonly at: number;
  readonly side: Side;
  readonly id: string;
  readonly field: string;
}

/** What an answer tells of a record. */
export interface Shown {
  readonly id: string;
  readonly fields?: Fields;
  readonly associations?: Associations | null;
  readonly modifiedAt?: string;
}

/** A value that an answer has shown, whether it still stood or an index lagged. */
export interface ShownValue {
  readonly value: CanonicalValue;
  /** The last event of the world before the answer was made. */
  readonly at: number;
  /** Which of all answers it was. */
  readonly arrival: number;
}

/** What a write named of a record. */
export interface WrittenFields {
  readonly id: string;
  /** Association fields. */
  readonly fields: readonly string[];
  /** Fields that hold values. */
  readonly values: readonly string[];
}
