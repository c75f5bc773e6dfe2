/** What one call has changed so far. A call changes everything it names, or nothing. */
export class KintoneTransaction {
  readonly #undo: (() => void)[] = [];

  /** How to take back what was just done. */
  onRollback(undo: () => void): void {
    this.#undo.push(undo);
  }

  rollback(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }
}
