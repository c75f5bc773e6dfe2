import type { CanonicalValue } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';
import { labelOf } from '../context/record-labels.ts';
import type { HoldReason } from '../store/holds.ts';
import type { Link } from '../store/links.ts';
import type { LonelyCounts } from '../store/lonely.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { PairDifference } from './compare-pair.ts';
import type { DifferenceCount, LeftOver, RecordDrift, SyncDrift } from './drift-report.ts';

interface Counts {
  different: number;
  kept: number;
}

/** Counts the differences of one sync; names only the first records, so that memory stays flat. */
export class DriftTally {
  readonly #plan: PairPlan;
  readonly #limit: number;
  readonly #fields = new Map<string, Counts>();
  readonly #associations = new Map<number, Counts>();
  readonly #alone: Record<Side, number> = { left: 0, right: 0 };
  readonly #all: Record<Side, number> = { left: 0, right: 0 };
  readonly #leftAlone = new Map<HoldReason, number>();
  /** As the engine has its sides. */
  readonly #records: ((fileLeft: Side) => RecordDrift)[] = [];
  readonly #twinGone: LeftOver[] = [];
  #linked = 0;
  #different = 0;
  #gone = 0;

  constructor(plan: PairPlan, limit: number) {
    this.#plan = plan;
    this.#limit = limit;
    for (const mapping of plan.sync.fields) this.#fields.set(mapping.key, { different: 0, kept: 0 });
    for (const { association } of plan.associations) this.#associations.set(association, { different: 0, kept: 0 });
  }

  addPair(left: Observation, right: Observation, { fields, associations }: PairDifference): void {
    this.#linked += 1;
    for (const { mapping, kept } of fields) bump(this.#fields.get(mapping.key), kept);
    for (const { association, kept } of associations) bump(this.#associations.get(association.association), kept);
    if ([...fields, ...associations].every(({ kept }) => kept)) return;
    this.#different += 1;
    const records = { left, right };
    this.#name((fileLeft) => {
      const fileRight = otherSide(fileLeft);
      return {
        label: labelOf(this.#plan.left, left),
        left: records[fileLeft].id,
        right: records[fileRight].id,
        fields: fields
          .filter(({ kept }) => !kept)
          .map(({ mapping }) => {
            const value = (side: Side): { name: string; value: CanonicalValue } => ({
              name: mapping[side].name,
              value: records[side].fields[mapping[side].id] ?? null,
            });
            return { left: value(fileLeft), right: value(fileRight) };
          }),
        associations: associations
          .filter(({ kept }) => !kept)
          .map(({ association: { mapping }, only, outdated }) => ({
            left: mapping[fileLeft].name,
            right: mapping[fileRight].name,
            onlyLeft: only[fileLeft],
            onlyRight: only[fileRight],
            outdatedLeft: outdated[fileLeft],
            outdatedRight: outdated[fileRight],
          })),
      };
    });
  }

  addGone(link: Link, left: Observation | null, right: Observation | null): void {
    this.#linked += 1;
    this.#gone += 1;
    const stands = { left: left !== null && !left.gone, right: right !== null && !right.gone };
    const shown = stands.left ? left : right;
    const label = shown ? labelOf(stands.left ? this.#plan.left : this.#plan.right, shown) : link.left;
    this.#name((fileLeft) => withoutTwin(label, fileLeft, (side) => (stands[side] ? link[side] : null)));
  }

  addLonely(side: Side, counts: LonelyCounts, first: readonly Observation[]): void {
    this.#all[side] = counts.all;
    // An implied sync is there for the targets of associations alone; other records have no twin by rule.
    if (this.#plan.sync.implied) return;
    for (const { reason, count } of counts.unlinked) {
      if (reason === null) this.#alone[side] += count;
      else this.#leftAlone.set(reason, (this.#leftAlone.get(reason) ?? 0) + count);
    }
    for (const record of first) {
      const label = labelOf(this.#plan[side], record);
      this.#name((fileLeft) => withoutTwin(label, fileLeft, (one) => (one === side ? record.id : null)));
    }
  }

  addTwinGone(records: readonly LeftOver[]): void {
    this.#twinGone.push(...records.slice(0, this.#limit - this.#twinGone.length));
  }

  /** `fileLeft`: the side that stands on the left in the file. */
  report(fileLeft: Side): SyncDrift {
    const fileRight = otherSide(fileLeft);
    const { sync } = this.#plan;
    return {
      name: sync.name,
      left: { connection: sync[fileLeft].connection, records: this.#all[fileLeft] },
      right: { connection: sync[fileRight].connection, records: this.#all[fileRight] },
      linked: this.#linked,
      different: this.#different,
      gone: this.#gone,
      alone: { left: this.#alone[fileLeft], right: this.#alone[fileRight] },
      leftAlone: Object.fromEntries(this.#leftAlone),
      fields: sync.fields.map((mapping) => counted(mapping, fileLeft, this.#fields.get(mapping.key))),
      associations: this.#plan.associations.map(({ association, mapping }) =>
        counted(mapping, fileLeft, this.#associations.get(association)),
      ),
      twinGone: this.#twinGone,
      records: this.#records.map((tell) => tell(fileLeft)),
    };
  }

  #name(tell: (fileLeft: Side) => RecordDrift): void {
    if (this.#records.length < this.#limit) this.#records.push(tell);
  }
}

const withoutTwin = (label: string, fileLeft: Side, id: (side: Side) => string | null): RecordDrift => ({
  label,
  left: id(fileLeft),
  right: id(otherSide(fileLeft)),
  fields: [],
  associations: [],
});

function bump(counts: Counts | undefined, kept: boolean): void {
  if (!counts) return;
  if (kept) counts.kept += 1;
  else counts.different += 1;
}

const counted = (
  mapping: Readonly<Record<Side, { readonly name: string }>>,
  fileLeft: Side,
  counts: Counts | undefined,
): DifferenceCount => ({
  left: mapping[fileLeft].name,
  right: mapping[otherSide(fileLeft)].name,
  different: counts?.different ?? 0,
  kept: counts?.kept ?? 0,
});
