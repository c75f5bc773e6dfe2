import { createRandom } from '../random.ts';
import { sharedRecord } from './shared-records.ts';
import { type AssociationName, type Edit, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2];

/**
 * Both sides begin with the same companies and contacts. Before most cycles people move the primary of a contact and label
 * its companies, the former primary too: on one side, or on both.
 */
export function addLabels(story: Story): Story {
  const random = createRandom(story.seed, 'labels');
  const labels = random.pick(['with-set', 'without-set'] as const);
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  const edges = numbers.flatMap((pick) =>
    sides.flatMap((side) =>
      (['companies', 'primary'] as const).map((association): Edit => {
        return { do: 'link', side, association, pick, target: pick };
      }),
    ),
  );
  let cycles = 0;
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    if (cycles === 1 || random.chance(0.2)) return [step];
    const edits = numbers.flatMap((pick): readonly Edit[] => {
      const side = random.pick(sides);
      const edit = (kind: 'link' | 'unlink', association: AssociationName, target: number): Edit => {
        return { do: kind, side: random.chance(0.8) ? side : random.pick(sides), association, pick, target };
      };
      const target = random.below(numbers.length);
      const others = Array.from({ length: random.below(3) }, () =>
        edit(random.chance(0.7) ? 'link' : 'unlink', 'advisor', random.below(numbers.length)),
      );
      const taken = random.chance(0.2) ? [edit('unlink', 'companies', random.below(numbers.length))] : [];
      return [edit('link', 'primary', target), ...others, ...taken];
    });
    return [...edits, step];
  });
  return { ...story, labels, steps: [...records, ...edges, ...steps] };
}
