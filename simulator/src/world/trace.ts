import { createHash } from 'node:crypto';

/** Everything that happens, line by line. The same seed twice must give the same hash. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #lines: string[] | null;

  /** `keeps`: the lines are kept, to be read by a person. */
  constructor(keeps: boolean) {
    this.#lines = keeps ? [] : null;
  }

  add(line: string): void {
    this.#hash.update(line).update('\n');
    this.#lines?.push(line);
  }

  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16);
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }
}
