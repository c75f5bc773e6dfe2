/** Why a value is written. */
export const writeReasons = [
  /** Its twin was edited. */
  'edited',
  /** Both were edited, and the file says who wins. */
  'both-edited',
  /** Both were edited, and this was the later edit. */
  'newest',
  /** Both were edited, and the one that wins has become empty, which blanks nothing. */
  'blank-loses',
  /** Both were edited, and somebody is to say which is right. */
  'review',
  /** The two apps keep setting each other's value back. */
  'flips',
  /** The two records, or the two fields, have just been paired. */
  'first-match',
  /** It is part of a record that is made from its twin. */
  'created',
  /** A filter says that a record that is made has it. */
  'filter',
  /** It stands there for a moment, or was given back. */
  'stand-in',
  /** Its twin has gone. */
  'twin-gone',
  /** Its twin was merged into another record, and a person wants the same here. */
  'merged',
  /** A person has decided a conflict. */
  'resolved',
  /** A person has taken a run back. */
  'undone',
] as const;

export type WriteReason = (typeof writeReasons)[number];
