import type { BrakeName } from '@linkwright/core';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import type { AssociationPlan } from '../context/cycle-context.ts';
import type { Side } from '../store/side.ts';

/** What has changed: a field, an association, or whole records and why they leave. */
export type Subject =
  | { readonly kind: 'field'; readonly mapping: CompiledFieldMapping }
  | { readonly kind: 'association'; readonly association: AssociationPlan }
  | { readonly kind: 'gone' | 'filtered-out' | 'undone' | 'merged' }
  /** `creates`: so many records would be made on each side. */
  | { readonly kind: 'unmatched'; readonly creates: Readonly<Record<Side, number>> };

/** One kind of change of one subject, as it was seen on one side. */
export interface ChangeCount {
  readonly kind: BrakeName;
  readonly side: Side;
  readonly subject: Subject;
  count: number;
  /** Id of a record on that side. */
  readonly example: string;
  /** How often each value came about, as far as it is worth keeping. */
  readonly values: Map<string, number>;
}

/** Memory stays flat: of values that are nearly all different, none is the commonest. */
const valuesKept = 1000;

function addValue(values: Map<string, number>, value: string, times: number): void {
  if (values.size < valuesKept || values.has(value)) values.set(value, (values.get(value) ?? 0) + times);
}

export class ChangeCounts {
  readonly #counts = new Map<string, ChangeCount>();

  /** `value`: what it became, as a person would read it. Absent: that says nothing. */
  add(kind: BrakeName, side: Side, subject: Subject, record: string, value?: string): void {
    const name = `${kind} ${side} ${subjectName(subject)}`;
    const known = this.#counts.get(name);
    const entry = known ?? { kind, side, subject, count: 0, example: record, values: new Map<string, number>() };
    if (!known) this.#counts.set(name, entry);
    entry.count += 1;
    const { values } = entry;
    if (value !== undefined) addValue(values, value, 1);
  }

  /** Of other records than those that are counted here. */
  addAll(others: ChangeCounts): void {
    for (const [name, other] of others.#counts) {
      const known = this.#counts.get(name);
      if (known) known.count += other.count;
      else this.#counts.set(name, { ...other, values: new Map(other.values) });
      if (known) for (const [value, times] of other.values) addValue(known.values, value, times);
    }
  }

  list(): readonly ChangeCount[] {
    return [...this.#counts.values()];
  }
}

/** In the state. */
export function subjectName(subject: Subject): string {
  if (subject.kind === 'field') return subject.mapping.key;
  if (subject.kind === 'association') return `association ${subject.association.association}`;
  return subject.kind;
}
