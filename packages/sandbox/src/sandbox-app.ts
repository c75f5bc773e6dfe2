import type { IncomingHttpHeaders } from 'node:http';
import type { AccountCopy, CopyNote } from './copy/account-copy.ts';
import type { HintFaultName } from './hints/hint-faults.ts';
import type { HintPost } from './hints/hint-post.ts';
import type { SandboxGrants } from './oauth/sandbox-grants.ts';

/** One request to one vendor's API: `path` is what stands behind the app's prefix, decoded segments are the app's job. */
export interface SandboxRequest {
  readonly method: string;
  /** Still percent-encoded, without the query: `/crm/v3/objects/contacts`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as it was sent, without `?`. */
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string or bytes as they are, absent as an empty body. */
  readonly body?: unknown;
}

/** One vendor's API. It keeps its whole state in memory and starts empty. */
export interface SandboxApp {
  readonly name: 'hubspot' | 'airtable' | 'kintone';
  /** Grants of its authorization server. Absent: it has none. */
  readonly oauth?: SandboxGrants;
  handle(request: SandboxRequest): SandboxResponse | Promise<SandboxResponse>;
  /** Becomes a copy of an account; `id` is the account's, as its connector tells it. Tells what it cannot imitate. */
  load(id: string, copy: AccountCopy): readonly CopyNote[];
}

export interface SandboxContext {
  /** Milliseconds since 1970, UTC. Tests hold it still. */
  readonly now: () => number;
  /** In [0, 1), from the sandbox's seed. */
  readonly random: () => number;
  /** The vendors' limits and lags run so many times faster. */
  readonly speed: number;
  /** How the app calls those who want to be told. Absent: it calls nobody. */
  readonly post?: HintPost;
  /** What goes wrong with the next hint; undefined for nothing. Absent: nothing ever does. */
  readonly drawHintFault?: () => HintFaultName | undefined;
}
