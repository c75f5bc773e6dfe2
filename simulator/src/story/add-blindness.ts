import { createRandom } from '../random.ts';
import type { FaultGroup } from './fault-groups.ts';
import { type Step, type Story, sides } from './story.ts';

/** In most cycles but the first a field of contacts that were touched cannot be read. */
export function addBlindness(story: Story, groups: readonly FaultGroup[]): Story {
  if (!groups.includes('schema')) return story;
  const random = createRandom(story.seed, 'blindness');
  let cycles = 0;
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    if (cycles === 1 || random.chance(0.3)) return [step];
    const side = random.pick(sides);
    const touched = Array.from({ length: 3 }, (): Step => {
      return { do: 'touch', side, object: 'contact', pick: random.below(10) };
    });
    const field = random.pick(['title', 'seen', 'vip']);
    return [...touched, { ...step, hidden: { side, object: 'contact', field } }];
  });
  return { ...story, steps };
}
