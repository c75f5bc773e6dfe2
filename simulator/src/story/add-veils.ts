import { createRandom } from '../random.ts';
import { sharedRecord } from './shared-records.ts';
import { type Edit, type Step, type Story, sides } from './story.ts';

const fields = ['title', 'score', 'vip'] as const;
const numbers = [0, 1, 2];

/** Cells of single records that an app cannot show, for a cycle or for good, while people edit them and their twins. */
export function addVeils(story: Story): Story {
  const random = createRandom(story.seed, 'veils');
  const values = { title: 'before', score: '7', vip: true };
  const records = numbers.flatMap((number) => sharedRecord('contact', `shared${number}`, values));
  let cycles = 0;
  let veiled: (Step & { do: 'veil' })[] = [];
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    if (cycles === 1 && random.chance(0.5)) return [step];
    const isOver = random.chance(0.4);
    const ending = isOver ? veiled.map((veil): Step => ({ ...veil, do: 'unveil' })) : [];
    const cell = (): Omit<Step & { do: 'veil' }, 'do'> => ({
      side: random.pick(sides),
      object: 'contact',
      pick: random.below(numbers.length),
      field: random.pick(fields),
    });
    const more = Array.from({ length: 1 + random.below(2) }, () => ({ do: 'veil' as const, ...cell() }));
    veiled = isOver ? more : [...veiled, ...more];
    const edits = Array.from({ length: random.below(3) }, (): Edit => {
      const { field, ...where } = cell();
      const value = { title: `edited ${cycles}`, score: `${cycles}`, vip: random.chance(0.5) }[
        field as (typeof fields)[number]
      ];
      return { do: 'set', ...where, field, value };
    });
    const [before, after] = random.chance(0.5) ? [edits, []] : [[], edits];
    return [...ending, ...before, ...more, ...after, step];
  });
  return { ...story, steps: [...records, ...steps] };
}
