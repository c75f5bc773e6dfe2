import type { Generated } from 'kysely';

/** What the apps showed of their records, and the keys that these bear. */
export interface RecordTables {
  shapes: ShapesTable;
  records: RecordsTable;
  key_definitions: KeyDefinitionsTable;
  record_keys: RecordKeysTable;
  former_keys: FormerKeysTable;
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
