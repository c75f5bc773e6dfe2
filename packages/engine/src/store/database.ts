import type { ColumnType, Generated } from 'kysely';
import type { CredentialTables } from './credential-tables.ts';

/**
 * What was observed, what people decided, and what was tried. Never a plan.
 *
 * Everything is keyed by the apps' own identities (account, object id, record id), never by names of the configuration,
 * so a renamed connection or sync finds its state again. Times are milliseconds since 1970, UTC. `side` is 0 for the
 * left and 1 for the right end of a pair as the pair was first stored. What is packed is a JSON list of the number of its
 * shape and of the values, see `Shapes`.
 */
export interface Database extends CredentialTables {
  accounts: AccountsTable;
  objects: ObjectsTable;
  pairs: PairsTable;
  reads: ReadsTable;
  shapes: ShapesTable;
  records: RecordsTable;
  key_definitions: KeyDefinitionsTable;
  record_keys: RecordKeysTable;
  former_keys: FormerKeysTable;
  links: LinksTable;
  claims: ClaimsTable;
  dirty: DirtyTable;
  associations: AssociationsTable;
  mapped_associations: MappedAssociationsTable;
  edges: EdgesTable;
  pending_edges: PendingEdgesTable;
  holds: HoldsTable;
  failures: FailuresTable;
  intents: IntentsTable;
  unread_writes: UnreadWritesTable;
  stand_ins: StandInsTable;
  conflicts: ConflictsTable;
  decisions: DecisionsTable;
  writes: WritesTable;
  written_records: WrittenRecordsTable;
  forgotten: ForgottenTable;
  runs: RunsTable;
  pulled_brakes: PulledBrakesTable;
  calls: CallsTable;
  documents: DocumentsTable;
}

/** Which account a connection of the file turned out to be: it may not change without the user's word. */
interface AccountsTable {
  connection: string;
  account: string;
}

interface ObjectsTable {
  id: Generated<number>;
  account: string;
  object: string;
}

interface PairsTable {
  id: Generated<number>;
  left_object: number;
  right_object: number;
  /** Of the compiled sync that last ran. Another one makes every record of the pair dirty. */
  plan_hash: string | null;
}

/** How far an object has been read. Shared by all its syncs, with the union of their fields. */
interface ReadsTable {
  object_id: number;
  checkpoint: string | null;
  /** JSON lists of ids that every stored observation carries. */
  fields: string;
  associations: string;
  /** 1 once a read has caught up. */
  complete: number;
  scanned_at: number | null;
  scan_due_at: number | null;
  swept_at: number | null;
  compared_at: number | null;
}

/** Lists of names that packed values of rows stand under, each once. */
interface ShapesTable {
  number: Generated<number>;
  /** JSON list. */
  names: string;
}

/**
 * Every record that was ever named, by the number that all other tables know it by, and what its app showed of it when it was
 * last looked at.
 */
interface RecordsTable {
  number: number;
  object_id: number;
  /** As the app has it. */
  id: string;
  /** Packed: `Fields`. Null: nothing has been shown of it yet. */
  fields: string | null;
  /** JSON: `AlternateKeys`; fields without any are left out. Null: there are none. */
  alternate_keys: string | null;
  /** JSON: `Associations`. Null: none. */
  associations: string | null;
  /** 1: some mapped association has to be asked for. */
  associations_missing: number;
  /** JSON: ids of the fields that the last read was asked for and did not show. Null: it showed all. */
  unreadable: string | null;
  revision: string | null;
  created_at: string | null;
  /** The app's own time of the version that is stored. */
  modified_at: string | null;
  /** 0: it is there. 1: the app no longer has it. Null: nothing has been shown of it yet. */
  gone: number | null;
  /** Its survivor's id. */
  merged_into: string | null;
  observed_at: number;
}

interface KeyDefinitionsTable {
  id: Generated<number>;
  object_id: number;
  /** JSON: which fields, how normalized. */
  definition: string;
}

interface RecordKeysTable {
  definition_id: number;
  record: number;
  key: string;
}

/** Keys that records bore until they were changed, for associations that still name them so. */
interface FormerKeysTable {
  definition_id: number;
  key: string;
  record: number;
  /** When the change was seen or written, by our clock. */
  changed_at: number;
}

interface LinksTable {
  id: Generated<number>;
  pair_id: number;
  left_record: number;
  right_record: number;
  /** `linked`, or `tombstone`: one of the two is gone and its twin is not made again. */
  state: 'linked' | 'tombstone';
  /** How it came to be, or why it ended. */
  reason: string;
  /** Packed: by mapping key, the left and the right half at the last successful sync. */
  base: string;
  created_at: number;
  /** Of a tombstone: higher than those of all that had ended for one of the two records before. `null`: it stands. */
  ending: number | null;
}

/** Which of several syncs of one pair a record belongs to, as its filters last told; empty where a pair has one sync. */
interface ClaimsTable {
  pair_id: number;
  side: number;
  record: number;
  /** Name of the sync. A renamed sync is another rule: all records of its pair are then told anew. */
  sync: string;
}

/** From the transaction of an observation to that of its outcome or of "no change". */
interface DirtyTable {
  pair_id: number;
  side: number;
  record: number;
  /** How often it was marked since it was last clean: clearing names the count that the decision was made on. */
  marks: Generated<number>;
}

interface AssociationsTable {
  id: Generated<number>;
  key: string;
}

/** Which associations the pair mapped when it last ran. The edges of one that it no longer maps are forgotten. */
interface MappedAssociationsTable {
  pair_id: number;
  association_id: number;
}

/** An association that both sides held at the last successful sync; the same row from either end. */
interface EdgesTable {
  association_id: number;
  source_link: number;
  target_link: number;
  /** The key by which that side named the target. `null`: it named the record id. */
  left_key: string | null;
  right_key: string | null;
  /** The side that alone holds it, as somebody has decided: it is left so until it is edited. `null`: both hold it. */
  held_by: number | null;
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

/** Records of which nothing is kept but the id: what their app still shows of them is not looked at. */
interface ForgottenTable {
  object_id: number;
  record_id: string;
  at: number;
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

/** What the host of the engine keeps beside the state. */
interface DocumentsTable {
  name: string;
  content: string;
}
