/** What opens the accounts. */
export interface CredentialTables {
  data_keys: DataKeysTable;
  credentials: CredentialsTable;
  authorizations: AuthorizationsTable;
}

/** Keys that credentials are encrypted with, themselves encrypted by one that never lies in the state. */
interface DataKeysTable {
  id: string;
  wrapped: string;
  created_at: number;
  /** 1: what is sealed from here on is sealed with it. One at most. */
  is_current: number;
}

/** What opens the accounts. Nothing of it can be read without the key that wraps the data keys. */
interface CredentialsTable {
  connection: string;
  /** `grant`: what its connector renews. `settings`: secrets of its settings that are not in the file. */
  kind: string;
  /** One higher with every change. */
  version: number;
  /** `null`: nothing has been kept yet. */
  sealed: string | null;
  changed_at: number;
  /** Who is about to change it. */
  lease_owner: string | null;
  /** By the database's clock; 0: nobody is. */
  lease_until: number;
  /** Id of the request that may arrive only once and was sent to replace this version. `null`: none was. */
  exchange: string | null;
  /** By the database's clock: from here on no answer to it comes any more. */
  exchange_until: number;
  /** Sealed. `null`: it has not been answered. */
  exchange_answer: string | null;
}

/** Browsers that were sent to an app and have not come back yet. */
interface AuthorizationsTable {
  /** SHA-256 of the state that comes back. */
  state_hash: string;
  connection: string;
  sealed: string;
  /** By the database's clock. */
  expires_at: number;
}
