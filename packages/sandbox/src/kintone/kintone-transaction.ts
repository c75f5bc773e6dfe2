/** What one call has changed so far. A call changes everything it names, or nothing. */
export class KintoneTransaction {
  readonly #undo: (() => void)[] = [];
  readonly #afterwards: (() => void)[] = [];

  /** How to take back what was just done. */
  onRollback(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** What follows once the call has been answered for; a call that is refused has nothing follow. */
  afterwards(work: () => void): void {
    this.#afterwards.push(work);
  }

  commit(): void {
    for (const work of this.#afterwards.splice(0)) work();
  }

  rollback(): void {
    this.#afterwards.length = 0;
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }
}
