/** What somebody typed cannot be done. Nothing was written. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Each a sentence that says what to do. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
