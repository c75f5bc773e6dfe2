import { createRandom } from '../random.ts';
import { calmCycle } from './calm-cycle.ts';
import { sharedRecord } from './shared-records.ts';
import { type Cycle, type Edit, isForgetful, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2];

const minute = 60_000;

/**
 * After some cycles people take a run back: the last one or an earlier one, whole or what it wrote to one record; at once, or
 * when others have edited what it wrote. Some undos die on the way and are asked for again.
 */
export function addUndos(story: Story): Story {
  if (isForgetful(story)) return story;
  const random = createRandom(story.seed, 'undos');
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle' || random.chance(0.4)) return [step];
    // What is taken back was written by a run in which nothing went wrong, more often than not.
    const run = random.chance(0.6) ? { ...calmCycle(step.order), full: step.full } : step;
    return [...edits(), run, ...(random.chance(0.3) ? edits() : []), ...undo()];
  });
  return { ...story, steps: [...records, ...steps] };

  function edits(): readonly Edit[] {
    return Array.from({ length: 1 + random.below(3) }, (): Edit => {
      const [side, pick] = [random.pick(sides), random.below(numbers.length)];
      if (random.chance(0.4)) {
        const association = random.pick(['companies', 'primary', 'parent', 'owner'] as const);
        return { do: random.chance(0.7) ? 'link' : 'unlink', side, association, pick, target: random.below(3) };
      }
      const object = random.pick(['company', 'contact'] as const);
      const value = random.chance(0.2) ? null : `edited ${random.below(1000)}`;
      return { do: 'set', side, object, pick, field: object === 'company' ? 'phone' : 'title', value };
    });
  }

  function undo(): readonly Step[] {
    const record = random.chance(0.4)
      ? { side: random.pick(sides), object: random.pick(['company', 'contact'] as const), pick: random.below(6) }
      : null;
    const cycle: Cycle = { ...calmCycle(random.below(1000)), undo: { back: random.pick([0, 0, 0, 1, 2]), record } };
    const wait: Step = { do: 'wait', ms: 2 * minute };
    return random.chance(0.2) ? [wait, { ...cycle, crashAt: 5 + random.below(60) }, cycle] : [wait, cycle];
  }
}
