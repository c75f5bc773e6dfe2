import type { CanonicalValue } from '@linkwright/core';
import { createRandom, type Random } from '../random.ts';
import type { FaultGroup } from './fault-groups.ts';
import { type Cycle, type Edit, type Meddling, otherSide, type Step, type Story } from './story.ts';

type SetEdit = Edit & { readonly do: 'set' };

/** Fields of a contact that take any of these values, so that an edit of one can race with an edit of another. */
const others: readonly (readonly [field: string, values: readonly CanonicalValue[]])[] = [
  ['title', ['Boss', 'Chief', null]],
  ['score', ['0', '1', '12.5']],
  ['vip', [true, false]],
];

/** What people edit before a cycle, somebody edits on the other side too while the cycle runs: the same field or another. */
export function addRaces(story: Story, groups: readonly FaultGroup[]): Story {
  if (!groups.includes('meddling')) return story;
  const random = createRandom(story.seed, 'races');
  let edited: SetEdit[] = [];
  const steps = story.steps.map((step): Step => {
    if (step.do === 'set') edited.push(step);
    if (step.do !== 'cycle') return step;
    const races = edited.map((edit) => race(random, edit));
    edited = [];
    return { ...step, meddling: [...step.meddling, ...races] } satisfies Cycle;
  });
  return { ...story, steps };
}

function race(random: Random, edit: SetEdit): Meddling {
  const side = otherSide(edit.side);
  const mark = random.below(1000);
  const [field, values] = random.pick(others);
  const isText = edit.field === 'title' || edit.field === 'note';
  const again = { ...edit, side, value: isText ? `raced ${mark}` : edit.value };
  const another: Edit = { do: 'set', side, object: 'contact', pick: edit.pick, field, value: random.pick(values) };
  return {
    at: 1 + random.below(25),
    moment: random.pick(['before', 'after'] as const),
    edit: random.chance(0.5) ? again : another,
  };
}
