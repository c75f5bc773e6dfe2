import { createRandom } from '../random.ts';
import type { FaultGroup } from './fault-groups.ts';
import { sharedRecord } from './shared-records.ts';
import { type Meddling, otherSide, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2];

/** What people edit before a cycle, somebody edits on the other side too while the cycle runs: the same field or another. */
export function addRaces(story: Story, groups: readonly FaultGroup[]): Story {
  if (!groups.includes('meddling')) return story;
  const random = createRandom(story.seed, 'races');
  const records = numbers.flatMap((number) => sharedRecord('contact', `shared${number}`));
  let cycles = 0;
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    if (cycles === 1) return [step];
    const races = numbers.map((pick) => {
      const side = random.pick(sides);
      const contact = { do: 'set', object: 'contact', pick } as const;
      const edit = { ...contact, side, field: 'title', value: `edited ${cycles}` } as const;
      const raced = random.chance(0.6)
        ? ({ field: 'title', value: `raced ${cycles}` } as const)
        : ({ field: 'score', value: `${cycles}` } as const);
      const meddling: Meddling = {
        at: 1 + random.below(20),
        moment: random.pick(['before', 'after'] as const),
        edit: { ...contact, side: otherSide(side), ...raced },
      };
      return { edit, meddling };
    });
    const meddling = [...step.meddling, ...races.map((race) => race.meddling)];
    return [...races.map(({ edit }) => edit), { ...step, meddling }];
  });
  return { ...story, steps: [...records, ...steps] };
}
