import type { ColumnType, Generated } from 'kysely';

/** What was decided, written and told. */
export interface LogTables {
  conflicts: ConflictsTable;
  decisions: DecisionsTable;
  writes: WritesTable;
  written_records: WrittenRecordsTable;
  runs: RunsTable;
  pulled_brakes: PulledBrakesTable;
  calls: CallsTable;
}

interface ConflictsTable {
  id: Generated<number>;
  run: string;
  pair_id: number;
  link_id: number;
  /** Mapping key of the field or association. */
  mapping: string;
  /** JSON values. */
  left_value: string;
  right_value: string;
  /** JSON: both halves. `null`: there was none, or it is an association. */
  base: string | null;
  /** The apps' own times of the versions that were compared. */
  left_time: string | null;
  right_time: string | null;
  /** `null`: a person is to say. */
  winner: 'left' | 'right' | null;
  /** Why the winner wins, or why nobody does: a `WriteReason`. */
  reason: string;
  /**
   * `sent`: the write that made it lose has left, and its answer has not been stored. `waiting`: both values stand until a
   * person has said which is right. `resolved`: somebody has. `settled`: one of the two was edited before anybody did.
   */
  state: 'sent' | 'decided' | 'waiting' | 'resolved' | 'settled';
  /** JSON: `Resolution`. Absent: nobody has said anything. */
  resolution: ColumnType<string | null, string | null | undefined, string | null>;
  at: number;
}

/** What a person has decided about a linked record, until it has been written. */
interface DecisionsTable {
  id: Generated<number>;
  pair_id: number;
  link_id: number;
  /** Where it is written. */
  side: number;
  /** What it is about: one decision at a time about each. */
  subject: string;
  /** JSON: `DecidedWrite`. */
  what: string;
  /** `undone` or `resolved`. */
  reason: string;
  at: number;
}

/** What one call has written: the log of writes. */
interface WritesTable {
  id: Generated<number>;
  run: string;
  pair_id: number;
  side: number;
  /** `merge`: it went into another record. `stand-in`: what stood there for a moment, or was given back. */
  kind: 'create' | 'update' | 'associate' | 'archive' | 'merge' | 'stand-in';
  /**
   * JSON: of each record its number, packed by field or association id what was there before, what was sent, and what the app
   * made of it where that differs; and, where it is not the usual one of the kind, the reason: one of all, or by id.
   */
  changes: string;
  at: number;
}

/** Which entries of the log tell of a record. */
interface WrittenRecordsTable {
  record: number;
  write_id: number;
}

interface RunsTable {
  id: string;
  started_at: number;
  finished_at: ColumnType<number | null, number | null, number | null>;
  status: string;
  /** JSON: the report. */
  report: string | null;
  /** Who wanted it, as the host of the engine says: JSON. `null`: nobody was named. */
  asked_by: string | null;
  /** How many of its calls the log of writes no longer tells of. */
  forgotten_writes: Generated<number>;
}

/** What stopped a sync when it last ran; the next check of the same sync takes the place of it. */
interface PulledBrakesTable {
  pair_id: number;
  /** Name of the sync. */
  sync: string;
  kind: string;
  /** Where the change was seen. */
  side: number;
  /** What has changed: a mapping key, an association's number, or one of a few words. */
  subject: string;
  /** JSON: what to tell a person. */
  detail: string;
  since: number;
}

/** How many calls were made to an account: what limits per day and month are counted by. */
interface CallsTable {
  account: string;
  /** `2026-03-01`, UTC. */
  day: string;
  calls: number;
}
