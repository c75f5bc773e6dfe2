import type { Fields } from '../contract/canonical-value.ts';
import type { RecordChange } from '../contract/record-change.ts';
import type { ConnectorError, RecordError } from '../errors/linkwright-error.ts';

/** The calls of the contract; a write is counted by the kind of its changes. */
export type InMemoryCallKind =
  | 'check'
  | 'list-objects'
  | 'describe-objects'
  | 'read-changes'
  | 'read-records'
  | 'find-by-key'
  | 'list-ids'
  | 'read-associations'
  | 'create'
  | 'update'
  | 'archive'
  | 'merge'
  | 'write-associations'
  | 'hints';

/** An error instead of the call, or a call that is carried out and whose answer gets lost. */
export type InMemoryFault = ConnectorError | 'lose-answer';

/** A write that a rule may refuse. */
export interface WriteAttempt {
  readonly kind: RecordChange['kind'];
  /** `null`: the record does not exist yet. */
  readonly id: string | null;
  /** The whole record as it would be after the write. */
  readonly fields: Fields;
  readonly change: RecordChange;
}

export interface AssociationAttempt {
  readonly object: string;
  readonly id: string;
  readonly field: string;
  /** Id or key of the target. */
  readonly target: string;
}

interface Rule<Attempt> {
  readonly refuses: (attempt: Attempt) => boolean;
  readonly error: RecordError;
}

/** What tests let go wrong, and how often each call was made. */
export class Faults {
  readonly calls = new Map<InMemoryCallKind, number>();
  readonly #next = new Map<InMemoryCallKind, InMemoryFault[]>();
  readonly #records = new Set<Rule<WriteAttempt> & { readonly object: string }>();
  readonly #associations = new Set<Rule<AssociationAttempt>>();

  failNext(kind: InMemoryCallKind, fault: InMemoryFault): void {
    const waiting = this.#next.get(kind);
    if (waiting === undefined) this.#next.set(kind, [fault]);
    else waiting.push(fault);
  }

  /** Counts the call. `null`: nothing goes wrong. */
  begin(kind: InMemoryCallKind): InMemoryFault | null {
    this.calls.set(kind, (this.calls.get(kind) ?? 0) + 1);
    return this.#next.get(kind)?.shift() ?? null;
  }

  reject(object: string, refuses: (attempt: WriteAttempt) => boolean, error: RecordError): () => void {
    const rule = { object, refuses, error };
    this.#records.add(rule);
    return () => void this.#records.delete(rule);
  }

  refuseAssociation(refuses: (attempt: AssociationAttempt) => boolean, error: RecordError): () => void {
    const rule = { refuses, error };
    this.#associations.add(rule);
    return () => void this.#associations.delete(rule);
  }

  rejection(object: string, attempt: () => WriteAttempt): RecordError | null {
    if (this.#records.size === 0) return null;
    for (const rule of this.#records) if (rule.object === object && rule.refuses(attempt())) return rule.error;
    return null;
  }

  associationRefusal(attempt: AssociationAttempt): RecordError | null {
    for (const rule of this.#associations) if (rule.refuses(attempt)) return rule.error;
    return null;
  }
}
