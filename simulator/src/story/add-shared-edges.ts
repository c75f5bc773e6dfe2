import { createRandom } from '../random.ts';
import { sharedRecord } from './shared-records.ts';
import { type Edit, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2];

/** Both sides begin with the same companies and contacts and hold the same edges; after the first cycle one lets go of some. */
export function addSharedEdges(story: Story): Story {
  const random = createRandom(story.seed, 'shared edges');
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  const edges = numbers.flatMap((pick) =>
    numbers.flatMap((target) =>
      sides.map((side): Edit => ({ do: 'link', side, association: 'companies', pick, target })),
    ),
  );
  const removals = numbers.map((pick): Edit => {
    const target = random.below(numbers.length);
    return { do: 'unlink', side: random.pick(sides), association: 'companies', pick, target };
  });
  let cycles = 0;
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    return cycles === 2 ? [...removals, step] : [step];
  });
  return { ...story, steps: [...records, ...edges, ...steps] };
}
