import { createRandom } from '../random.ts';
import type { FaultGroup } from './fault-groups.ts';
import { sharedRecord } from './shared-records.ts';
import { type Step, type Story, sides } from './story.ts';

const fields = ['title', 'seen', 'vip'] as const;

/** In most cycles but the first a field of contacts cannot be read, when some of them are seen for the first time. */
export function addBlindness(story: Story, groups: readonly FaultGroup[]): Story {
  if (!groups.includes('schema')) return story;
  const random = createRandom(story.seed, 'blindness');
  let cycles = 0;
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    if (cycles === 1 || random.chance(0.3)) return [step];
    const values = { title: `before ${cycles}`, seen: '2026-02-02T02:02:00.000Z', vip: true };
    const records = sharedRecord('contact', `blind${cycles}`, values);
    return [
      ...records,
      { ...step, hidden: { side: random.pick(sides), object: 'contact', field: random.pick(fields) } },
    ];
  });
  return { ...story, steps };
}
