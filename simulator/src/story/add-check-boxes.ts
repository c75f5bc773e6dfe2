import { createRandom } from '../random.ts';
import { sharedRecord } from './shared-records.ts';
import { type Edit, type Step, type Story, sides } from './story.ts';

const answers = [true, false, null];
const numbers = [0, 1, 2, 3];

/** Contacts that both sides hold and answer differently, or not at all; a base can tick a box, and nothing else. */
export function addCheckBoxes(story: Story): Story {
  const random = createRandom(story.seed, 'check boxes');
  const records = numbers.flatMap((number) =>
    sharedRecord('contact', `shared${number}`).map((edit): Edit => {
      return edit.do === 'create' ? { ...edit, fields: { ...edit.fields, vip: random.pick(answers) } } : edit;
    }),
  );
  let cycles = 0;
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    if (cycles === 1) return [step];
    const edits = Array.from({ length: 1 + random.below(3) }, (): Edit => {
      const where = { side: random.pick(sides), object: 'contact', pick: random.below(numbers.length) } as const;
      return { do: 'set', ...where, field: 'vip', value: random.pick(answers) };
    });
    return [...edits, step];
  });
  return { ...story, checkBoxes: true, steps: [...records, ...steps] };
}
