/** The user left a question without an answer, with Ctrl-C or Esc. */
export class LeftError extends Error {
  override readonly name = 'LeftError';

  constructor() {
    super('Left without an answer.');
  }
}
