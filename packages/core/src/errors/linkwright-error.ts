/**
 * Base of every error that crosses a package border.
 *
 * Several copies of this package may be installed beside each other (a connector brings its own), so `instanceof`
 * cannot be trusted. A registered symbol says what an error is, whichever copy made it.
 */
const marker = Symbol.for('linkwright.error');

/** What the runner does next decides the kind, not where the error came from. */
export type ErrorKind = 'configuration' | 'authentication' | 'retryable' | 'record' | 'unsupported' | 'contract';

export interface ErrorOptions {
  /** Stable, documented, kebab-case: programs and people search for it. */
  readonly code: string;
  readonly cause?: unknown;
}

export abstract class LinkwrightError extends Error {
  abstract readonly kind: ErrorKind;
  readonly code: string;

  constructor(message: string, options: ErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    Object.defineProperty(this, marker, { value: true, enumerable: false });
  }
}

export function isLinkwrightError(error: unknown): error is LinkwrightError {
  return typeof error === 'object' && error !== null && marker in error;
}

/** True for an error of this kind, whichever copy of the package made it. */
export function isErrorOfKind<Kind extends ErrorKind>(
  error: unknown,
  kind: Kind,
): error is Extract<ConnectorError, { kind: Kind }> {
  return isLinkwrightError(error) && error.kind === kind;
}

/** The user must change the file or the app's set-up; the run stops before anything is written. */
export class ConfigurationError extends LinkwrightError {
  override readonly name = 'ConfigurationError';
  readonly kind = 'configuration';
  readonly remedy: string;

  constructor(message: string, options: ErrorOptions & { readonly remedy: string }) {
    super(message, options);
    this.remedy = options.remedy;
  }
}

/** The app does not accept the credentials, or they lack a scope. */
export class AuthenticationError extends LinkwrightError {
  override readonly name = 'AuthenticationError';
  readonly kind = 'authentication';
  readonly remedy: string;
  /** Scopes that the app named as missing; empty when it named none. */
  readonly missingScopes: readonly string[];
  /**
   * How far the refusal goes. `connection`: the credentials are not accepted, whatever is asked for. `object`: they are, and may
   * not do this with the object that the call named; the syncs of other objects go on. Default: `object` where scopes are
   * named as missing, else `connection`.
   */
  readonly reach: 'connection' | 'object';

  constructor(
    message: string,
    options: ErrorOptions & {
      readonly remedy: string;
      readonly missingScopes?: readonly string[];
      readonly reach?: 'connection' | 'object';
    },
  ) {
    super(message, options);
    this.remedy = options.remedy;
    this.missingScopes = options.missingScopes ?? [];
    this.reach = options.reach ?? (this.missingScopes.length > 0 ? 'object' : 'connection');
  }
}

/** Is it a refusal of the object that was asked for, which says nothing of what else the credentials may do? */
export function refusesObject(error: unknown): error is AuthenticationError {
  if (!isErrorOfKind(error, 'authentication')) return false;
  // An older copy of this package knows scopes alone.
  const { reach, missingScopes }: Partial<AuthenticationError> = error;
  return (reach ?? ((missingScopes ?? []).length > 0 ? 'object' : 'connection')) === 'object';
}

/** The same call may succeed later: the app is down, busy, or did not answer. */
export class RetryableError extends LinkwrightError {
  override readonly name = 'RetryableError';
  readonly kind = 'retryable';
  /** Milliseconds that the app asked to wait. Absent: it did not say. */
  readonly retryAfterMs?: number;
  /** May the app have carried out the request although its answer is missing? */
  readonly outcomeUnknown: boolean;
  /** What helps besides waiting. Absent: the same command later. */
  readonly remedy?: string;

  constructor(
    message: string,
    options: ErrorOptions & {
      readonly retryAfterMs?: number;
      readonly outcomeUnknown?: boolean;
      readonly remedy?: string;
    },
  ) {
    super(message, options);
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
    if (options.remedy !== undefined) this.remedy = options.remedy;
  }
}

/** Why the app refused one record. The set may grow; treat an unknown one as `other`. */
export type RecordErrorCategory =
  | 'invalid-value'
  | 'missing-required'
  | 'duplicate-value'
  | 'read-only'
  | 'permission'
  | 'association-target'
  | 'association-limit'
  | 'too-large'
  | 'other';

/** The app refuses this record; its batch mates are not concerned. */
export class RecordError extends LinkwrightError {
  override readonly name = 'RecordError';
  readonly kind = 'record';
  readonly category: RecordErrorCategory;
  /** Id of the field that the app named. Absent: it named none. */
  readonly field?: string;
  readonly remedy: string;

  constructor(
    message: string,
    options: ErrorOptions & {
      readonly category: RecordErrorCategory;
      readonly field?: string;
      readonly remedy: string;
    },
  ) {
    super(message, options);
    this.category = options.category;
    if (options.field !== undefined) this.field = options.field;
    this.remedy = options.remedy;
  }
}

/** The app or the connector has no such feature. */
export class UnsupportedError extends LinkwrightError {
  override readonly name = 'UnsupportedError';
  readonly kind = 'unsupported';
}

/** A connector (or an app behind it) broke the contract: a fault to report, nothing that a user can mend. */
export class ContractError extends LinkwrightError {
  override readonly name = 'ContractError';
  readonly kind = 'contract';
  /** What a user can do meanwhile. Absent: an update, or a report to the authors. */
  readonly remedy?: string;

  constructor(message: string, options: ErrorOptions & { readonly remedy?: string }) {
    super(message, options);
    if (options.remedy !== undefined) this.remedy = options.remedy;
  }
}

export type ConnectorError =
  | ConfigurationError
  | AuthenticationError
  | RetryableError
  | RecordError
  | UnsupportedError
  | ContractError;
