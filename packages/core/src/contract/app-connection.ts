import type { CallOptions } from './call-options.ts';
import type { ConnectionHints } from './hints.ts';
import type { FieldLimits, ObjectSchema, ObjectSummary } from './object-schema.ts';
import type {
  AssociationChange,
  AssociationOutcome,
  MergeOutcome,
  MergeRequest,
  RecordChange,
  WriteOutcome,
} from './record-change.ts';
import type {
  ChangePage,
  Checkpoint,
  LookupKey,
  ReadRecord,
  RecordAssociations,
  SourceRecord,
} from './source-record.ts';

export type { CallOptions };

export interface AccountInfo {
  /** Stable for ever (portal, base, domain), unlike the connection's name in the file. State is keyed by it. */
  readonly accountId: string;
  readonly name: string;
  /** The IANA name of the zone that the account's people see moments in. Absent: not told, or each sees them in their own. */
  readonly timeZone?: string;
}

/**
 * What the credentials may do with an object: for each thing that a sync does there, the scopes, roles or rights that they lack,
 * as the app names them. Empty: they may. Absent: the app does not tell without trying.
 */
export interface ObjectRights {
  readonly object: string;
  readonly read?: readonly string[];
  readonly create?: readonly string[];
  readonly update?: readonly string[];
  /** Of fields of the type `user`: to read and write their values. */
  readonly users?: readonly string[];
}

/** Calls of an account as its app counts them, of all programs together that use this allowance. */
export interface CallUsage {
  readonly used: number;
  readonly allowed: number;
  /** When the app begins to count anew, milliseconds since 1970. Absent: it does not say. */
  readonly resetsAt?: number;
}

export interface RecordToShow {
  readonly object: string;
  readonly id: string;
  /** The `accountId` that the connection gave when it was checked last. `null`: it never was. */
  readonly account: string | null;
}

/**
 * One configured account of an app. Objects, fields and association fields are named by their ids.
 *
 * Every member takes one request object and `{ signal }`. Members may run concurrently, and a connection keeps nothing
 * that another process would need. Members throw `LinkwrightError`s only; `write` throws only before anything was sent.
 *
 * The engine holds every answer to this contract before it uses it, and an answer is no larger than `answerLimits` says. One
 * that breaks it ends the run with an error that names the connector.
 */
export interface AppConnection {
  /** Proves that the credentials work and says whose account they open. */
  check(request: Record<never, never>, options: CallOptions): Promise<AccountInfo>;
  /** `complete: false`: the app does not list all of them; others may still be named by id. */
  listObjects(
    request: Record<never, never>,
    options: CallOptions,
  ): Promise<{ readonly objects: readonly ObjectSummary[]; readonly complete: boolean }>;
  /** One schema per object, in order. Throws a `ConfigurationError` (`unknown-object`) for an id that is not there. */
  describeObjects(
    request: { readonly objects: readonly string[] },
    options: CallOptions,
  ): Promise<readonly ObjectSchema[]>;
  /**
   * Everything (`since: null`) or what changed since a checkpoint, page by page; repeats are allowed, losses are not.
   * Ends when it has caught up with the moment it was called. Yields at least one page, so that there is a checkpoint.
   * Throws a `ContractError` with the code `checkpointUnknown` for a checkpoint that it cannot read.
   */
  readChanges(
    request: {
      readonly object: string;
      readonly since: Checkpoint | null;
      readonly fields: readonly string[];
      readonly associations: readonly string[];
    },
    options: CallOptions,
  ): AsyncIterable<ChangePage>;
  /** Consistent. One answer per id, in order. At most `batchLimits.read` ids. */
  readRecords(
    request: {
      readonly object: string;
      readonly ids: readonly string[];
      readonly fields: readonly string[];
      readonly associations: readonly string[];
    },
    options: CallOptions,
  ): Promise<readonly ReadRecord[]>;
  /**
   * One list of candidates per key, in order: the records that have all fields of the key. How an app compares one field is its
   * own affair, so another case or another spelling may be a candidate too: the engine compares normalized keys. A record that
   * has only some of the fields is none.
   */
  findByKey(
    request: { readonly object: string; readonly keys: readonly LookupKey[]; readonly fields: readonly string[] },
    options: CallOptions,
  ): Promise<readonly (readonly SourceRecord[])[]>;
  /** Every id that is there, once, page by page. */
  listIds(request: { readonly object: string }, options: CallOptions): AsyncIterable<readonly string[]>;
  /** One answer per id, in order. At most `batchLimits.readAssociations` ids. */
  readAssociations(
    request: { readonly object: string; readonly associations: readonly string[]; readonly ids: readonly string[] },
    options: CallOptions,
  ): Promise<readonly RecordAssociations[]>;
  /** Changes of one kind, at most the batch limit. One outcome per change, in order. */
  write(
    request: { readonly object: string; readonly changes: readonly RecordChange[] },
    options: CallOptions,
  ): Promise<readonly WriteOutcome[]>;
  /** Present where association writes are `separate`. One outcome per change, in order. */
  writeAssociations?(
    request: { readonly object: string; readonly changes: readonly AssociationChange[] },
    options: CallOptions,
  ): Promise<readonly AssociationOutcome[]>;
  /**
   * Makes one record of two, which no app takes back. Present where `merges` is true. Like `write`, it throws only before
   * anything was sent, and is never sent twice: what is `unknown` is found out by reading both.
   */
  mergeRecords?(request: MergeRequest, options: CallOptions): Promise<MergeOutcome>;
  /**
   * Asks the app what the credentials may do, and changes nothing. One answer per object, in order. Only `linkwright check` asks,
   * so it may cost a few calls. Absent: the app cannot be asked.
   */
  readRights?(request: { readonly objects: readonly string[] }, options: CallOptions): Promise<readonly ObjectRights[]>;
  /**
   * How much of the account's allowance is used up. Only `linkwright check` asks. `null`: these credentials are not told. Absent: the app
   * cannot be asked.
   */
  readCallUsage?(request: Record<never, never>, options: CallOptions): Promise<CallUsage | null>;
  /**
   * What people of the account allow as values where `describeObjects` does not tell it, by field id: a rule that costs a call of its
   * own. Only `linkwright check` and `linkwright rehearse` ask, so it may cost a few calls. Absent, or a field without an answer: no limits beside those
   * of the schema are known.
   */
  readFieldLimits?(
    request: { readonly object: string },
    options: CallOptions,
  ): Promise<Readonly<Record<string, FieldLimits>>>;
  /** The page where a person sees the record, without a call. `null`: there is none, or what its address takes is not known. */
  recordUrl?(request: RecordToShow): string | null;
  /** What the app can say of records to look at soon. Absent: nothing; then changes are found when they are looked for. */
  readonly hints?: ConnectionHints;
  close(): Promise<void>;
}
