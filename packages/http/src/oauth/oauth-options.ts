/** How an app gives grants. Everything that differs from one app to the next. */
export interface OAuthOptions<Settings> {
  /** For people: `HubSpot`. */
  readonly appName: string;
  /** What is asked for. */
  readonly scopes: readonly string[];
  /** Where the client of these settings is known. `null`: the settings hold a token or a key themselves. */
  client(settings: Settings): OAuthClient | null;
  /**
   * How the client proves itself: by HTTP Basic, or in the form. A client without a secret names its id in the form. Default `basic`.
   */
  readonly clientAuthentication?: 'basic' | 'form';
  /** PKCE with S256 (RFC 7636). Apps that do not know it pass over it. Default true. */
  readonly pkce?: boolean;
  /**
   * `lasting`: a refresh token may be sent again, so a lost answer does no harm. `single-use`: it is sent once, whatever happens; a
   * second time would look like misuse. Default `single-use`.
   */
  readonly refreshTokens?: 'single-use' | 'lasting';
  /** More for the address that the browser is sent to. */
  readonly authorizationParameters?: Readonly<Record<string, string>>;
}

export interface OAuthClient {
  readonly clientId: string;
  /** Absent: the client is public. */
  readonly clientSecret?: string | undefined;
  /** Where a person is asked. */
  readonly authorizationUrl: string;
  /** Where codes and refresh tokens are sent. */
  readonly tokenUrl: string;
  /** RFC 7009. Absent: people end a grant in the app. */
  readonly revocationUrl?: string;
  /**
   * With single-use refresh tokens: an address that answers an access token with 200, and one that has ended with 401. Where the answer to a
   * renewal is lost, an access token that still works shows that the renewal never happened. Absent: such a grant is given up.
   */
  readonly probeUrl?: string;
}
