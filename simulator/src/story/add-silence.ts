import { createRandom } from '../random.ts';
import { sharedRecord } from './shared-records.ts';
import { type Edit, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2];
const scores = ['0.125', '1234.56789', '-0.005', '99.995', '3'];
const titles = ['  two  blanks ', 'three   in a row', 'plain', ' \n '];

/** The answers of one app, or of both, do not show what the app holds; it rounds numbers and tidies texts. */
export function addSilence(story: Story): Story {
  const random = createRandom(story.seed, 'silence');
  const silent = random.pick(['left', 'right', 'both'] as const);
  const records = numbers.flatMap((number) => sharedRecord('contact', `shared${number}`));
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    const edits = Array.from({ length: random.below(4) }, (): Edit => {
      const where = { side: random.pick(sides), object: 'contact', pick: random.below(numbers.length) } as const;
      return random.chance(0.5)
        ? { do: 'set', ...where, field: 'score', value: random.pick(scores) }
        : { do: 'set', ...where, field: 'title', value: random.pick(titles) };
    });
    return [...edits, step];
  });
  return {
    ...story,
    left: { ...story.left, echoes: silent === 'right' },
    right: { ...story.right, echoes: silent === 'left' },
    steps: [...records, ...steps],
  };
}
