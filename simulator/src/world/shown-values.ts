import type { Shown, ShownValue } from './ledger-events.ts';

/** What the state has been shown of fields, one answer after the other; a value that was shown again stands once. */
export class ShownValues {
  readonly #shown = new Map<string, readonly ShownValue[]>();
  /** The last event before the state was lost or put back. */
  #forgottenAt = 0;

  of(record: string, field: string): readonly ShownValue[] {
    return this.#shown.get(`${record}\n${field}`) ?? [];
  }

  note(record: string, { fields = {} }: Shown, when: Pick<ShownValue, 'at' | 'arrival'>): void {
    for (const [field, value] of Object.entries(fields)) {
      const known = this.of(record, field);
      const last = known.at(-1);
      const isNews = !last || last.at < this.#forgottenAt || JSON.stringify(last.value) !== JSON.stringify(value);
      if (isNews) this.#shown.set(`${record}\n${field}`, [...known, { value, ...when }]);
    }
  }

  /** Of the answers after this many nothing has been stored. */
  unsee(after: number): void {
    for (const [place, known] of this.#shown) {
      const stored = known.filter(({ arrival }) => arrival <= after);
      if (stored.length < known.length) this.#shown.set(place, stored);
    }
  }

  /** The state is another one from this event on. */
  forget(at: number): void {
    this.#forgottenAt = at;
  }
}
