import type { Generated } from 'kysely';

/** What belongs together. */
export interface LinkTables {
  links: LinksTable;
  claims: ClaimsTable;
  associations: AssociationsTable;
  mapped_associations: MappedAssociationsTable;
  edges: EdgesTable;
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
