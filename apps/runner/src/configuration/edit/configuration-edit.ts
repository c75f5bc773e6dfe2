import type { ObjectSyncInput } from '@linkwright/core';
import type { ConnectionConfiguration } from '../configuration-schema.ts';

/** The lists of an object sync that a mapping can be added to. */
export type MappingList = 'fields' | 'associations' | 'references';

/** A plain value of YAML. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** One change of a configuration file. Everything that it does not name stays as it is, comments and spacing included. */
export type ConfigurationEdit =
  | {
      readonly kind: 'add-connection';
      readonly name: string;
      readonly connection: Pick<ConnectionConfiguration, 'connector'> & {
        readonly settings: Readonly<Record<string, string>>;
      };
    }
  /** Takes a setting of a connection out, with all that stands under it. */
  | { readonly kind: 'remove-setting'; readonly connection: string; readonly key: string }
  | {
      readonly kind: 'add-sync';
      readonly name: string;
      readonly sync: SyncDraft;
      readonly comment?: string | undefined;
    }
  | {
      readonly kind: 'add-mapping';
      readonly sync: string;
      readonly list: MappingList;
      readonly mapping: Readonly<Record<string, PlainValue>>;
    }
  /** Sets a key of an object sync, whether it is there or not. */
  | { readonly kind: 'set'; readonly sync: string; readonly key: string; readonly value: PlainValue }
  /** Takes a key of an object sync out: its default holds. */
  | { readonly kind: 'remove'; readonly sync: string; readonly key: string }
  | { readonly kind: 'remove-mapping'; readonly sync: string; readonly list: MappingList; readonly index: number }
  | { readonly kind: 'remove-sync'; readonly sync: string }
  /** Also where other syncs name it. */
  | { readonly kind: 'rename-sync'; readonly sync: string; readonly name: string };

/** What a new object sync is made of; everything else keeps its default. */
export interface SyncDraft extends Pick<ObjectSyncInput, 'left' | 'right'> {
  readonly match: readonly Readonly<Record<string, string>>[];
  readonly fields: readonly Readonly<Record<string, string>>[];
  readonly associations?: readonly Readonly<Record<string, string>>[] | undefined;
  readonly references?: readonly Readonly<Record<string, string>>[] | undefined;
}
