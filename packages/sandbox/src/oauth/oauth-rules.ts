import type { SandboxResponse } from '../sandbox-app.ts';

/** Where two vendors' authorization servers differ. */
export interface OAuthRules {
  readonly paths: {
    /** Where a person is asked. The sandbox says yes at once. */
    readonly authorize: string;
    readonly token: string;
    readonly revoke?: string;
    readonly introspect?: string;
  };
  /** Milliseconds at speed 1. */
  readonly accessLifeMs: number;
  /** `null`: it does not end by itself. */
  readonly refreshLifeMs: number | null;
  /** `single-use`: a renewal ends the tokens before it, and whoever sends a used one loses all grants of the client. */
  readonly refreshTokens: 'single-use' | 'lasting';
  readonly pkce: 'required' | 'optional';
  /** The shortest state that is taken; 0: none is needed. */
  readonly shortestState: number;
  /** `basic`: in the header, or in the form without a secret. `basic-only`: there is no client without a secret. */
  readonly clientAuthentication: 'basic' | 'basic-only' | 'form';
  newToken(kind: 'access' | 'refresh' | 'code'): string;
  /** Beside the tokens and their life. */
  answer(grant: { readonly clientId: string; readonly scopes: readonly string[] }): Readonly<Record<string, unknown>>;
  refuse(refusal: OAuthRefusal): SandboxResponse;
}

export interface OAuthRefusal {
  readonly status: 400 | 401;
  readonly error: 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type';
  /** What was wrong with it. */
  readonly about: 'client' | 'code' | 'refresh-token' | 'redirect' | 'request';
  readonly description: string;
}
