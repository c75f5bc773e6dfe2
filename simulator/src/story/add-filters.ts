import type { CanonicalValue } from '@linkwright/core';
import { createRandom, type Random } from '../random.ts';
import type { FaultGroup } from './fault-groups.ts';
import type {
  Cycle,
  Edit,
  FilterCondition,
  FilterSetting,
  ObjectName,
  Side,
  Step,
  Story,
  SyncSetting,
} from './story.ts';
import { sides } from './story.ts';

/** A condition, and values that do and do not meet it. `note` is mapped nowhere; the others are mapped. */
interface Choice {
  readonly condition: FilterCondition;
  readonly inside: readonly CanonicalValue[];
  readonly outside: readonly CanonicalValue[];
}

const note: Choice = { condition: { field: 'note', in: ['ours'] }, inside: ['ours'], outside: ['theirs', null] };

const choices: Readonly<Record<ObjectName, readonly Choice[]>> = {
  company: [
    note,
    { condition: { field: 'grade', in: ['Gold', 'Silver'] }, inside: ['Gold', 'Silver'], outside: ['Iron', null] },
    { condition: { field: 'phone', exists: true }, inside: ['+49 30 7'], outside: [null] },
  ],
  contact: [
    note,
    { condition: { field: 'vip', in: [true] }, inside: [true], outside: [false, null] },
    { condition: { field: 'score', above: '0' }, inside: ['1', '12.5'], outside: ['0', '-0.25', null] },
    { condition: { field: 'title', exists: true }, inside: ['Head of all'], outside: [null] },
  ],
};

/** One or both syncs get a filter, most records pass it, and people move records in and out of it. */
export function addFilters(story: Story, groups: readonly FaultGroup[]): Story {
  const random = createRandom(story.seed, 'filters');
  const both = random.chance(0.5);
  const first = random.pick(['company', 'contact'] as const);
  const filterOf = (object: ObjectName): FilterSetting | null =>
    both || first === object ? drawFilter(random, object) : null;
  const companies: SyncSetting = { ...story.companies, filter: filterOf('company') };
  const contacts: SyncSetting = { ...story.contacts, filter: filterOf('contact') };
  const mover = new Mover(random, { company: companies.filter, contact: contacts.filter });
  const meddles = groups.includes('meddling');
  let cycles = 0;
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do === 'create') return [mover.made(step)];
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    const moves = cycles === 1 ? [] : Array.from({ length: random.below(4) }, () => mover.move());
    return [...moves, meddles && random.chance(0.3) ? withMeddling(random, mover, step) : step];
  });
  return { ...story, companies, contacts, steps };
}

function drawFilter(random: Random, object: ObjectName): FilterSetting {
  const on = random.pick(['left', 'right', 'both'] as const);
  const condition = (side: Side): FilterCondition | null =>
    on === side || on === 'both' ? random.pick(choices[object]).condition : null;
  return {
    left: condition('left'),
    right: condition('right'),
    onExit: random.pick(['keep', 'freeze', 'unlink']),
  };
}

function withMeddling(random: Random, mover: Mover, cycle: Cycle): Cycle {
  const moment = random.pick(['before', 'after'] as const);
  return { ...cycle, meddling: [...cycle.meddling, { at: 1 + random.below(40), moment, edit: mover.move() }] };
}

/** What people do to the fields that filters ask for. */
class Mover {
  readonly #random: Random;
  readonly #filters: Readonly<Record<ObjectName, FilterSetting | null>>;

  constructor(random: Random, filters: Readonly<Record<ObjectName, FilterSetting | null>>) {
    this.#random = random;
    this.#filters = filters;
  }

  /** Most of what people make is meant to take part. */
  made(edit: Edit & { readonly do: 'create' }): Edit {
    const condition = this.#filters[edit.object]?.[edit.side];
    if (!condition) return edit;
    return { ...edit, fields: { ...edit.fields, [condition.field]: this.#value(edit.object, condition, 0.8) } };
  }

  /** Puts a record inside or outside. */
  move(): Edit {
    const random = this.#random;
    const filtered = (['company', 'contact'] as const).flatMap((object) =>
      sides.flatMap((side) => {
        const condition = this.#filters[object]?.[side];
        return condition ? [{ object, side, condition }] : [];
      }),
    );
    const { object, side, condition } = random.pick(filtered);
    const value = this.#value(object, condition, 0.5);
    return { do: 'set', side, object, pick: random.below(10), field: condition.field, value };
  }

  #value(object: ObjectName, condition: FilterCondition, inside: number): CanonicalValue {
    const choice = choices[object].find((one) => one.condition === condition);
    if (!choice) throw new Error(`nobody knows what passes a filter on ${condition.field}`);
    return this.#random.pick(this.#random.chance(inside) ? choice.inside : choice.outside);
  }
}
