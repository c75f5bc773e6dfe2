import type { CredentialTables } from './credential-tables.ts';
import type { LinkTables } from './link-tables.ts';
import type { LogTables } from './log-tables.ts';
import type { ObjectTables } from './object-tables.ts';
import type { RecordTables } from './record-tables.ts';
import type { WorkTables } from './work-tables.ts';

/**
 * What was observed, what people decided, and what was tried. Never a plan.
 *
 * Everything is keyed by the apps' own identities (account, object id, record id), never by names of the configuration,
 * so a renamed connection or sync finds its state again. Times are milliseconds since 1970, UTC. `side` is 0 for the
 * left and 1 for the right end of a pair as the pair was first stored. What is packed is a JSON list of the number of its
 * shape and of the values, see `Shapes`.
 */
export interface Database extends ObjectTables, RecordTables, LinkTables, WorkTables, LogTables, CredentialTables {
  documents: DocumentsTable;
}

/** What the host of the engine keeps beside the state. */
interface DocumentsTable {
  name: string;
  content: string;
}
