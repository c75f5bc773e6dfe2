/** One grant, as a test looks at it. */
export interface SandboxGrant {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Would its refresh token be taken? */
  readonly isValid: boolean;
  readonly renewals: number;
  /** How often one of its refresh tokens was sent after its use. */
  readonly misuses: number;
}

/** The grants of one vendor's authorization server. */
export interface SandboxGrants {
  grants(): readonly SandboxGrant[];
  /** As a person does in the app: every grant of a client ends, its access tokens too. */
  revokeAll(clientId: string): void;
  /** Every access token has expired; the grants live on. */
  endTokens(): void;
}
