import type { CallOptions } from './call-options.ts';

/** What is said to have happened to a record. `associations`: they changed, and the record itself perhaps not. */
export const hintKinds = ['changed', 'deleted', 'merged', 'associations'] as const;
export type HintKind = (typeof hintKinds)[number];

/**
 * A record to look at soon. It is never believed: the record is read, and what the read shows counts. A hint may come late, twice, in
 * any order or not at all; readings since a checkpoint find whatever it did not tell.
 */
export interface Hint {
  /** Id of the object. */
  readonly object: string;
  /** Id of the record. Of a merger each id that took part has a hint of its own. */
  readonly id: string;
  readonly kind: HintKind;
  /** The record's version that it tells of. Whoever has seen it already need not look. Absent: not told. */
  readonly revision?: string;
  /**
   * The app says that this connection's own credentials made the change, and nobody else's: nobody looks. Absent: it does not tell, or
   * somebody else may use them.
   */
  readonly own?: true;
}

/** How an app says what to look at soon. At least one of the two is there. */
export interface ConnectionHints {
  readonly pull?: HintFeed;
  readonly push?: HintReceiver;
}

/**
 * A list of hints that the app keeps for a while, read on from where the last reading stopped. Nobody else has to reach us for it.
 * Cursors are opaque, small, and bear no secret.
 */
export interface HintFeed {
  /** How often it may be read, in milliseconds: what the app's limits leave room for. */
  readonly everyMs: number;
  /** May the app be given an address to call when there is something to read? Default: false. */
  readonly notifies?: boolean;
  /**
   * Makes in the app what the feed needs and answers where it stands at the moment. `cursor`: of the feed that was read so far, which is
   * taken up or replaced. `notifyAt`: the app is to call there (see `HintReceiver`) when there is something to read.
   * `secret`: by which it signs these calls; kept by the host, as secrets are.
   */
  open(
    request: {
      /** Ids of the objects that are watched. */
      readonly objects: readonly string[];
      readonly cursor: string | null;
      readonly notifyAt: string | null;
    },
    options: CallOptions,
  ): Promise<{ readonly cursor: string; readonly secret?: string }>;
  /**
   * The next hints, oldest first, and where to go on. Reading also keeps the feed alive. Throws a `ContractError` with the code
   * `checkpointUnknown` for a cursor that leads nowhere any more: then everything is looked at, and the feed is opened again.
   */
  read(
    request: { readonly objects: readonly string[]; readonly cursor: string },
    options: CallOptions,
  ): Promise<HintPage>;
  /** Takes away what `open` made in the app; what is gone already is no error. */
  close(request: { readonly cursor: string }, options: CallOptions): Promise<void>;
}

export interface HintPage {
  readonly hints: readonly Hint[];
  readonly cursor: string;
  /** There is more to read at once. */
  readonly more: boolean;
  /** The feed may have left something out (it was off for a while): everything is looked at. Default: false. */
  readonly gap?: boolean;
}

/** The app calls us. The host has bounded the body, and knows from the address which connection is meant. */
export interface HintReceiver {
  /**
   * Does the app sign what it sends? Without a signature the secrecy of the address is all there is, and whoever knows it can make us
   * read records, and nothing else.
   */
  readonly signed: boolean;
  /** Verifies, then reads. Makes no call to the app, and throws for nothing that a request can hold. */
  receive(request: HintRequest, options: CallOptions): Promise<HintDelivery>;
}

export interface HintRequest {
  readonly method: string;
  /** The address as the app was given it, with its query; never made from a Host header. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it was sent, byte by byte: signatures are about these. */
  readonly body: Uint8Array;
  /** Of `open`. `null`: there is none. */
  readonly secret: string | null;
  /** Whose account is meant, as `check` names it: an app may call one address for several. Absent: the host does not know. */
  readonly account?: string;
}

export type HintDelivery =
  | {
      readonly kind: 'hints';
      readonly hints: readonly Hint[];
      /** Equal for the same request sent again byte by byte. Absent: repeats do no harm. */
      readonly delivery?: string;
    }
  /** The feed has something to read. */
  | { readonly kind: 'read-feed' }
  /** `forged`: not signed by the app. `stale`: signed too long ago. `malformed`: signed, and not to be understood. */
  | { readonly kind: 'refused'; readonly reason: 'forged' | 'stale' | 'malformed' };
