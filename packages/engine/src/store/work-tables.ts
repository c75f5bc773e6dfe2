import type { Generated } from 'kysely';

/** What is left to be done, and what waits for somebody or something. */
export interface WorkTables {
  dirty: DirtyTable;
  pending_edges: PendingEdgesTable;
  holds: HoldsTable;
  failures: FailuresTable;
  intents: IntentsTable;
  unread_writes: UnreadWritesTable;
  stand_ins: StandInsTable;
}

/** From the transaction of an observation to that of its outcome or of "no change". */
interface DirtyTable {
  pair_id: number;
  side: number;
  record: number;
  /** How often it was marked since it was last clean: clearing names the count that the decision was made on. */
  marks: Generated<number>;
}

/** A target that could not be placed yet, and why. */
interface PendingEdgesTable {
  association_id: number;
  source_link: number;
  side: number;
  target_object: number;
  /** The record id, or `key …` for a key that names no single record. */
  target_record: string;
  /** The index of keys that the target was looked for in, and the normalized key. `null`: it is named by its id. */
  key_definition: number | null;
  target_key: string | null;
  reason: string;
}

/** A record that is left alone, and why. */
interface HoldsTable {
  pair_id: number;
  side: number;
  record: number;
  reason: string;
  /** JSON: what a person needs to decide. */
  detail: string;
  since: number;
}

/** A record whose write was refused. `side` and `record` name the origin: a change of it tries again at once. */
interface FailuresTable {
  pair_id: number;
  side: number;
  record: number;
  code: string;
  category: string;
  field: string | null;
  message: string;
  remedy: string;
  attempts: number;
  next_at: number;
  since: number;
}

/** Creates that have been, or are about to be, sent in one call, as far as their outcome is not known. */
interface IntentsTable {
  /** The first of the write ids. */
  batch: string;
  pair_id: number;
  /** Where the records are created. */
  side: number;
  /** JSON: of each its write id, the id of its origin, and its `Fields` as sent. */
  creates: string;
  created_at: number;
  /** When the request was given up without an answer. `null`: it is under way, or its process died. */
  unknown_at: number | null;
  /** The last number that a record had when they left. */
  last_record: number;
}

/**
 * A write that was answered, and whose record has not been read back: the halves of the base of these fields are what was
 * sent, until a read shows what the app made of it.
 */
interface UnreadWritesTable {
  link_id: number;
  side: number;
  /** By mapping key: what was sent. */
  sent: string;
  /** The app's revision, or time, of the version that the write made. `null`: it was not told. */
  version: string | null;
}

/** A value that we put in the place of a unique one for a moment, so that another record can take that over. */
interface StandInsTable {
  object_id: number;
  record_id: string;
  field: string;
  /** JSON values: what stands there, and what was taken from the record. */
  value: string;
  held: string;
  since: number;
}
