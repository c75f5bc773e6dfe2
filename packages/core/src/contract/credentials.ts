/** What a connection keeps besides its settings, such as tokens that are renewed: one text, of the connector's own form. */
export interface Credentials {
  /** `null`: there is none. */
  read(): Promise<string | null>;
  /**
   * Replaces the text by what `change` makes of it, and has stored that before it resolves with it. Runs alone per connection,
   * across processes. `change` may be called again where another process came first. Rejects with what `change` throws, and
   * with a `RetryableError` where another process holds the credentials for too long.
   */
  update(change: CredentialChange): Promise<string>;
}

export type CredentialChange = (current: string | null, update?: CredentialUpdate) => Promise<string>;

/** What can be done while nobody else changes the credentials. */
export interface CredentialUpdate {
  /**
   * Sends one request that must arrive once at most, such as one with a token that is good for a single use. Its answer has been
   * written down before it resolves, also where this process dies in between: a later update from the same text that asks for an
   * exchange is given that answer, and nothing is sent. `null`: it was sent, and nobody has seen or will see an answer. With
   * `again` it is sent once more then: only where something shows that the first one has not been carried out.
   *
   * Rejects with a `RetryableError` where it has not left. Absent: the host cannot do this.
   */
  readonly exchange?: (request: CredentialExchange) => Promise<CredentialAnswer | null>;
}

/** A POST. */
export interface CredentialExchange {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly again?: boolean;
}

export interface CredentialAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
