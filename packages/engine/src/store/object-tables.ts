import type { Generated } from 'kysely';

/** What is read, and how far. */
export interface ObjectTables {
  accounts: AccountsTable;
  objects: ObjectsTable;
  pairs: PairsTable;
  reads: ReadsTable;
  forgotten: ForgottenTable;
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

/** Records of which nothing is kept but the id: what their app still shows of them is not looked at. */
interface ForgottenTable {
  object_id: number;
  record_id: string;
  at: number;
}
