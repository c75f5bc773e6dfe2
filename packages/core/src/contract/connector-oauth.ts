import type { CallOptions } from './app-connection.ts';
import type { ConnectContext } from './connect-context.ts';

/** How a person lets Linkwright into an account with OAuth: the authorization code grant of RFC 6749, with PKCE where the app has it. */
export interface ConnectorOAuth<Settings> {
  /** What is asked for, for people and for the app's own registration. */
  readonly scopes: readonly string[];
  /** Do these settings wait for a grant? False: they hold a token or a key themselves. */
  isUsedBy(settings: Settings): boolean;
  /** Where a browser is sent. Pure. */
  authorizationUrl(settings: Settings, request: AuthorizationRequest): string;
  /** Redeems the code that the browser came back with, and keeps the grant in `context.credentials`. */
  redeem(
    settings: Settings,
    request: { readonly code: string; readonly redirectUri: string; readonly codeVerifier: string },
    context: ConnectContext,
    options: CallOptions,
  ): Promise<void>;
  /** What a grant is known to be, without a call. `null`: there is none. Throws where the text is none of this connector's. */
  describe(credentials: string | null): GrantDescription | null;
  /** Renews the grant, so that it does not end because nobody used it. */
  renew(settings: Settings, context: ConnectContext, options: CallOptions): Promise<void>;
  /** Gives the grant back to the app. Resolves with false where the app has no call for it: a person ends it there. */
  revoke(settings: Settings, context: ConnectContext, options: CallOptions): Promise<boolean>;
}

export interface AuthorizationRequest {
  /** Registered with the app, to the letter. */
  readonly redirectUri: string;
  /** At least 16 characters that nobody can guess; comes back with the code. */
  readonly state: string;
  /** 43 to 128 characters that nobody can guess (RFC 7636). */
  readonly codeVerifier: string;
}

export interface GrantDescription {
  /** When its tokens were made, milliseconds since 1970. */
  readonly renewedAt: number;
  /** When it ends if nobody renews it. `null`: it does not. */
  readonly endsAt: number | null;
  /** As the app told them; empty where it told none. */
  readonly scopes: readonly string[];
}
