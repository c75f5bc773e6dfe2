/** The user left a question without an answer: with Esc, which a set-up takes for "back", or with Ctrl-C. */
export class LeftError extends Error {
  override readonly name = 'LeftError';
  readonly key: 'escape' | 'interrupt';

  constructor(key: 'escape' | 'interrupt' = 'interrupt') {
    super('Left without an answer.');
    this.key = key;
  }
}
