import { createRandom } from '../random.ts';
import { calmCycle } from './calm-cycle.ts';
import { sharedRecord } from './shared-records.ts';
import { type Cycle, type Edit, otherSide, type Side, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2, 3, 4, 5, 6, 7];

const hour = 3_600_000;

/**
 * One accident of one side: a column is cleared or overwritten, everybody is deleted or loses what they point at, or both
 * sides turn out to be full of others. Nobody allows anything until two cycles have met it. Twins of those that were deleted are
 * archived in every other story.
 */
export function addAccidents(story: Story): Story {
  const random = createRandom(story.seed, 'accidents');
  const kind = random.pick(['blank', 'overwrite', 'delete', 'unlink', 'create'] as const);
  const side = random.pick(sides);
  const archives = kind === 'delete' && createRandom(story.seed, 'archived accidents').chance(0.5);
  const cycles = story.steps.filter((step): step is Cycle => step.do === 'cycle');
  // What goes wrong beside it is that of the story; people stand still, so that whatever moves was moved by the engine.
  const met = [0, 1].map((index): Cycle => {
    const { allow: _, ...cycle } = cycles[index] ?? calmCycle(index);
    return { ...cycle, mode: 'sync', meddling: [], hidden: null };
  });
  const wait: Step = { do: 'wait', ms: 13 * hour };
  const inStep: readonly Step[] =
    kind === 'create' ? [] : [{ ...calmCycle(90), allow: true }, wait, { ...calmCycle(91), allow: true }];
  const plain = { direction: 'two-way', create: 'both', keyless: 'exclude', oneWay: null, filter: null } as const;
  return {
    ...story,
    brakes: true,
    companies: { ...story.companies, ...plain },
    contacts: { ...story.contacts, ...plain, match: ['email'], ...(archives && { deletions: 'archive' as const }) },
    steps: [
      ...recordsOf(kind),
      ...inStep,
      wait,
      ...accident(kind, side),
      wait,
      ...met,
      { ...calmCycle(92), allow: true },
      wait,
    ],
  };
}

type Kind = 'blank' | 'overwrite' | 'delete' | 'unlink' | 'create';

function recordsOf(kind: Kind): readonly Edit[] {
  if (kind === 'create') {
    return sides.flatMap((side) =>
      numbers.map((number): Edit => {
        const fields = { email: `${side}${number}@alone.example`, name: `${side} ${number}` };
        return { do: 'create', side, object: 'contact', fields };
      }),
    );
  }
  const company = sharedRecord('company', 'employer');
  const contacts = numbers.flatMap((number) =>
    sharedRecord('contact', `shared${number}`, { title: `title ${number}` }),
  );
  const edges = numbers.flatMap((pick) =>
    sides.map((side): Edit => ({ do: 'link', side, association: 'primary', pick, target: 0 })),
  );
  return [...company, ...contacts, ...edges];
}

function accident(kind: Kind, side: Side): readonly Edit[] {
  const each = (edit: (pick: number) => Edit): readonly Edit[] => numbers.map(edit);
  const where = { side, object: 'contact' } as const;
  switch (kind) {
    case 'blank':
      return each((pick) => ({ do: 'set', ...where, pick, field: 'title', value: null }));
    case 'overwrite':
      return each((pick) => ({ do: 'set', ...where, pick, field: 'title', value: 'imported' }));
    case 'delete':
      // Whoever is left moves up.
      return each(() => ({ do: 'delete', ...where, pick: 0 }));
    case 'unlink':
      return each((pick) => ({ do: 'unlink', side: otherSide(side), association: 'primary', pick, target: 0 }));
    case 'create':
      return [];
  }
}
