import type {
  AppConnection,
  AssociationFieldSchema,
  BrakeLimits,
  CompiledMatchKey,
  ConnectorCapabilities,
  Direction,
  FieldSchema,
  NormalizerName,
  ObjectSchema,
  Winner,
} from '@linkwright/core';
import type { Side } from '../store/side.ts';
import type { CompiledFilters } from './compiled-filter.ts';

/** One end of a compiled object sync. */
export interface CompiledEnd {
  /** Name of the connection in the file. */
  readonly connection: string;
  /** What a person calls it: `HubSpot`. */
  readonly displayName: string;
  /** `hubspot:123456`: what state is keyed by. */
  readonly account: string;
  readonly app: AppConnection;
  readonly object: ObjectSchema;
  readonly capabilities: ConnectorCapabilities;
  /** Ids of fields and association fields by the names that they had when the file was last understood. */
  readonly formerNames?: ReadonlyMap<string, string>;
}

export interface CompiledFieldMapping {
  /** Names the mapping in the state: both field ids. */
  readonly key: string;
  readonly left: FieldSchema;
  readonly right: FieldSchema;
  readonly direction: Direction;
  /** Option values of the left → of the right. `null`: no options are involved. */
  readonly toRight: ReadonlyMap<string, string> | null;
  readonly toLeft: ReadonlyMap<string, string> | null;
  /** Whose value stays when both have changed. */
  readonly winner: Winner;
}

/** A field that names its targets by a value of theirs instead of their record ids. */
export interface CompiledTargetKey {
  /** The target's field that bears the key. */
  readonly field: FieldSchema;
  readonly normalize: NormalizerName;
  /** Stands between several keys, so no key can be written that contains it. `null`: the app itself holds keys apart. */
  readonly separator: string | null;
}

export interface CompiledAssociationMapping {
  /** Names the association in the state, whichever sync maps it. */
  readonly key: string;
  readonly left: AssociationFieldSchema;
  readonly right: AssociationFieldSchema;
  readonly direction: Direction;
  /** `one`: merged as a value, because one of the two sides holds a single target. */
  readonly reading: 'one' | 'many';
  readonly winner: Winner;
  /** The side that decides: what the other one adds or removes is told, and not carried over. `null`: both decide. */
  readonly owner: Side | null;
  /** A target stays in a set while marks on it would go with it. */
  readonly keepMarks: boolean;
  /** `null`: that side names its targets by their record ids. */
  readonly keys: Readonly<Record<Side, CompiledTargetKey | null>>;
  /** Name of the object sync that pairs the targets. */
  readonly via: string;
  /** The target pair stores its ends the other way round than this association has them. */
  readonly viaReversed: boolean;
}

/**
 * An object sync with everything resolved to ids and schemas.
 *
 * `left` and `right` are in the order of the accounts, not of the file: links and bases are then stored one way,
 * whichever way a file is written. `reversed` says that the file has them the other way round.
 */
export interface CompiledSync {
  readonly name: string;
  /**
   * Nobody wrote it: the engine derived it for the targets of an association. It matches, creates once and links only
   * the records that a synced record refers to, and updates nothing.
   */
  readonly implied: boolean;
  readonly reversed: boolean;
  readonly left: CompiledEnd;
  readonly right: CompiledEnd;
  readonly direction: Direction;
  readonly matchKeys: readonly CompiledMatchKey[];
  readonly fields: readonly CompiledFieldMapping[];
  readonly associations: readonly CompiledAssociationMapping[];
  readonly filter: CompiledFilters;
  readonly blanks: 'keep' | 'overwrite';
  /** Two edits that are nearer to each other have no newest. */
  readonly toleranceMs: number;
  readonly createOn: { readonly left: boolean; readonly right: boolean };
  readonly keyless: 'exclude' | 'create';
  /** What becomes of the twin of a deleted record. */
  readonly deletions: 'ignore' | 'archive' | 'review';
  /** On which sides records may be archived because their twins were deleted, or a person wants it. */
  readonly archiveOn: { readonly left: boolean; readonly right: boolean };
  /** On which sides two records may be made one because a person wants it. */
  readonly mergeOn: { readonly left: boolean; readonly right: boolean };
  /** Id of the identity field. `null`: there is none. */
  readonly identity: { readonly left: string | null; readonly right: string | null };
  /** How often a service runs it. */
  readonly everyMs: number;
  readonly scanMs: number;
  readonly sweepMs: number;
  readonly compareMs: number;
  readonly brakes: BrakeLimits;
  /** Changes with everything that could change a decision about a record. */
  readonly hash: string;
}
