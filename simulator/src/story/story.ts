import type { CanonicalValue } from '@linkwright/core';

/**
 * A story is everything that happens in one world, as plain data: the two apps, the configuration, and the steps in their
 * order. Steps name records by position, so that a story still makes sense when steps are taken out of it.
 */
export interface Story {
  readonly seed: number;
  readonly left: AppSetting;
  readonly right: AppSetting;
  readonly companies: SyncSetting;
  readonly contacts: SyncSetting;
  /** Are only contacts synced, and the companies that they refer to by implication? `companies` then says nothing. */
  readonly implied: boolean;
  /** Do the companies of a contact bear a label beside the primary, and is their set mapped along with these marks? */
  readonly labels: 'none' | 'with-set' | 'without-set';
  /** Does a workplace database name the targets of its associations by a key of theirs (a look-up)? */
  readonly lookups: boolean;
  /** Does a base hold `vip` in a check box, which cannot tell "no" from no answer? */
  readonly checkBoxes: boolean;
  /** Are the engine's brakes on? Absent: people of the story empty and delete at will. */
  readonly brakes?: true;
  /** Do the apps tell of what happens in them? Absent: nobody hears of it. */
  readonly hinted?: true;
  readonly steps: readonly Step[];
}

export type Side = 'left' | 'right';
export type ObjectName = 'company' | 'contact';
export type AssociationName = 'companies' | 'primary' | 'advisor' | 'parent' | 'owner';
export type PersonalityName = 'crm' | 'base' | 'desk';

export interface AppSetting {
  readonly personality: PersonalityName;
  readonly deletions: 'feed' | 'sweep';
  /** Records per call and per page: small, so that a few records make several batches. */
  readonly batch: number;
  readonly page: number;
  readonly reads: 'inline' | 'separate';
  /** How long a read since a checkpoint may show what was before. 0: it shows everything at once. */
  readonly lagMs: number;
  /** The app's clock is ahead of the engine's by so much. */
  readonly skewMs: number;
  /** Does the app rewrite what it is given: a lower-cased e-mail, a trimmed text? */
  readonly rewrites: boolean;
  readonly namesExisting: boolean;
  /** Does the answer to a write show what the app holds? Where it does not, the app rounds numbers and tidies texts too. */
  readonly echoes: boolean;
  /**
   * Does a connector's merger give up both ids for a new one, or does the survivor keep its own? Absent: people alone merge here.
   */
  readonly merging?: 'new-record' | 'in-place';
}

export interface SyncSetting {
  readonly direction: 'two-way' | 'left-to-right' | 'right-to-left';
  readonly winner: Side | 'review';
  readonly blanks: 'keep' | 'overwrite';
  readonly create: 'both' | 'left' | 'right' | 'none';
  readonly keyless: 'exclude' | 'create';
  readonly deletions: 'ignore' | 'archive' | 'review';
  readonly identity: boolean;
  /** Which fields are match keys, in order. */
  readonly match: readonly string[];
  /** This field goes one way only. */
  readonly oneWay: { readonly field: string; readonly direction: 'left-to-right' | 'right-to-left' } | null;
  /** `null`: all records take part. */
  readonly filter: FilterSetting | null;
}

export interface FilterSetting {
  /** `null`: every record of this side passes. */
  readonly left: FilterCondition | null;
  readonly right: FilterCondition | null;
  readonly onExit: 'keep' | 'freeze' | 'unlink';
}

/** What one field must hold, as a file says it; exactly one test is there. */
export interface FilterCondition {
  readonly field: string;
  readonly in?: readonly (string | boolean)[];
  readonly exists?: true;
  readonly above?: string;
}

export type Edit =
  | {
      readonly do: 'create';
      readonly side: Side;
      readonly object: ObjectName;
      readonly fields: Readonly<Record<string, CanonicalValue>>;
    }
  | {
      readonly do: 'set';
      readonly side: Side;
      readonly object: ObjectName;
      readonly pick: number;
      readonly field: string;
      readonly value: CanonicalValue;
    }
  | {
      readonly do: 'link' | 'unlink';
      readonly side: Side;
      readonly association: AssociationName;
      readonly pick: number;
      readonly target: number;
    }
  /** `restore`: out of the bin, the how-manieth of those that are there. */
  | {
      readonly do: 'delete' | 'restore' | 'touch';
      readonly side: Side;
      readonly object: ObjectName;
      readonly pick: number;
    }
  | {
      readonly do: 'merge';
      readonly side: Side;
      readonly object: ObjectName;
      readonly pick: number;
      readonly target: number;
      readonly newId: boolean;
    };

/** What goes wrong with one call. */
export type FaultKind =
  /** The request is lost on its way; nobody can tell that it was not carried out. */
  | 'request-lost'
  /** The request is refused before it is carried out: the app is down. */
  | 'app-down'
  /** It is carried out and the connection breaks. */
  | 'answer-lost'
  /** It is carried out and answered with a server error. */
  | 'error-after-effect'
  /** The network delivers it twice. */
  | 'delivered-twice'
  /** The first half of a batch is carried out, the rest is not sent. */
  | 'half-sent'
  /** The first half of a batch is carried out and told, the rest is carried out and not told. */
  | 'half-told'
  /** The app is busy for a number of calls. */
  | 'busy'
  /** The answer takes ten minutes. */
  | 'slow'
  /** The app touches all its records by itself. */
  | 'background-touch'
  /** The token has run out. */
  | 'token-expired';

export interface Fault {
  /** The how-manieth call of the cycle. */
  readonly at: number;
  readonly kind: FaultKind;
}

export interface Meddling {
  /** The how-manieth call of the cycle, and whether before or after it is carried out. */
  readonly at: number;
  readonly moment: 'before' | 'after';
  readonly edit: Edit;
}

export interface Cycle {
  readonly do: 'cycle';
  readonly mode: 'sync' | 'plan';
  readonly full: boolean;
  /** Decides in which order requests arrive and answers return. */
  readonly order: number;
  readonly faults: readonly Fault[];
  readonly meddling: readonly Meddling[];
  /** The process dies at its n-th step; a call and a transaction are two steps each, before and after the effect. */
  readonly crashAt: number | null;
  /** A field that has vanished from the app when its records are read, although the schema still had it. */
  readonly hidden: { readonly side: Side; readonly object: ObjectName; readonly field: string } | null;
  /** Somebody lets through what brakes stop. Absent: nobody does. */
  readonly allow?: true;
  /** All that was deleted before is to be known afterwards: a sweep is due. Absent: nothing is said of that. */
  readonly swept?: true;
  /** Somebody takes a run back instead. Absent: nobody does. */
  readonly undo?: UndoWanted;
  /** Somebody decides a conflict instead. Absent: nobody does. */
  readonly resolve?: ResolutionWanted;
  /** It looks only at what the apps have told of. Absent: at everything. */
  readonly hints?: HintsWanted;
}

/** What becomes of the hints that the apps have sent since the last time; shares of 1. */
export interface HintsWanted {
  /** Decides which they are, and in what order they come. */
  readonly order: number;
  readonly lost: number;
  /** They come the next time. */
  readonly late: number;
  readonly twice: number;
  /** So many come that nobody has sent. */
  readonly forged: number;
}

export interface UndoWanted {
  /** Of the runs that have changed something, the how-manieth from the last. */
  readonly back: number;
  /** Only what it wrote to this record and its twin. `null`: all that it wrote. */
  readonly record: { readonly side: Side; readonly object: ObjectName; readonly pick: number } | null;
}

export interface ResolutionWanted {
  /** Which of the conflicts in the log; those that wait for a decision come first. */
  readonly pick: number;
  /** Whose value is right. */
  readonly side: Side;
}

export type Step =
  | Edit
  | Cycle
  | { readonly do: 'wait'; readonly ms: number }
  /** Somebody answers what `review` asks: the how-manieth of what waits. */
  | { readonly do: 'answer'; readonly decision: 'approve' | 'reject'; readonly pick: number }
  /** A copy of the state is kept; the last one kept is put back; the state is deleted. */
  | { readonly do: 'keep-state' | 'restore-state' | 'lose-state' }
  /** The app refuses every write of the record until further notice; `heal` ends that. */
  | { readonly do: 'poison'; readonly side: Side; readonly object: ObjectName; readonly pick: number }
  | { readonly do: 'heal' }
  /** The app cannot show this cell, in whatever answer, until further notice: a formula that fails. */
  | {
      readonly do: 'veil' | 'unveil';
      readonly side: Side;
      readonly object: ObjectName;
      readonly pick: number;
      readonly field: string;
    }
  /** A field, or the last option of an option field, is removed from the app and comes back with the next one. */
  | {
      readonly do: 'remove-field' | 'remove-option';
      readonly side: Side;
      readonly object: ObjectName;
      readonly field: string;
    }
  | { readonly do: 'restore-schema' };

/** A state that is lost or taken back knows nothing of what happened since, so nobody changes keys or deletes in such a story. */
export const isForgetful = ({ steps }: Story): boolean =>
  steps.some((step) => step.do === 'lose-state' || step.do === 'restore-state');

export const sides = ['left', 'right'] as const;
export const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');
