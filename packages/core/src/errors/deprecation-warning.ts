const marker = Symbol.for('linkwright.deprecation');

/**
 * Something still works and will not for ever: the one way in which this project says so, whoever notices it. A host shows it
 * once a run (`linkwright` on stderr) and goes on.
 */
export class DeprecationWarning extends Error {
  override readonly name = 'DeprecationWarning';
  /** Stable, documented, kebab-case. */
  readonly code: string;
  /** The release of `linkwright` in which it works no more: `3.0.0`. At least one major release after the warning came. */
  readonly removedIn: string;
  /** What to do instead. */
  readonly remedy: string;

  constructor(
    message: string,
    options: { readonly code: string; readonly removedIn: string; readonly remedy: string },
  ) {
    super(`${message} linkwright ${options.removedIn} will not take that any more.`);
    this.code = options.code;
    this.removedIn = options.removedIn;
    this.remedy = options.remedy;
    Object.defineProperty(this, marker, { value: true, enumerable: false });
  }
}

/** Whichever copy of this package made it. */
export const isDeprecationWarning = (value: unknown): value is DeprecationWarning =>
  typeof value === 'object' && value !== null && marker in value;
