import { createRandom } from '../random.ts';
import { sharedRecord } from './shared-records.ts';
import { type Edit, isForgetful, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2, 3];

/** Both sides begin with the same records, each with a key of its own; once they are linked, one side merges two of them. */
export function addSurvivors(story: Story): Story {
  const random = createRandom(story.seed, 'survivors');
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  const steps: Step[] = [];
  let cycles = 0;
  for (const step of story.steps) {
    if (step.do === 'cycle') cycles += 1;
    if (step.do === 'cycle' && cycles > 1 && random.chance(0.5) && !isForgetful(story)) {
      const pick = random.below(numbers.length);
      const target = (pick + 1 + random.below(numbers.length - 1)) % numbers.length;
      const where = { side: random.pick(sides), object: random.pick(['company', 'contact'] as const) };
      const merge: Edit = { do: 'merge', ...where, pick, target, newId: random.chance(0.3) };
      steps.push(merge);
    }
    steps.push(step);
  }
  return { ...story, steps: [...records, ...steps] };
}
