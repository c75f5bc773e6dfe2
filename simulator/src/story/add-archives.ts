import { createRandom } from '../random.ts';
import { calmCycle } from './calm-cycle.ts';
import { sharedRecord } from './shared-records.ts';
import { type Edit, isForgetful, otherSide, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2, 3];

const hour = 3_600_000;

/**
 * Twins of deleted records are archived, in one sync or both. Both sides begin with the same records, each with a key of its
 * own; people delete some on one side, edit the twins of some at the same time, and take some out of the bin again. In some
 * stories an app refuses to archive a twin until its original is out of the bin again.
 */
export function addArchives(story: Story): Story {
  const random = createRandom(story.seed, 'archives');
  const second = createRandom(story.seed, 'refused archives');
  const isRefused = second.chance(0.3) && !isForgetful(story);
  const archiving = random.pick(['both', 'both', 'companies', 'contacts'] as const);
  const ruled = (name: 'companies' | 'contacts') => ({
    ...story[name],
    deletions: archiving === 'both' || archiving === name ? ('archive' as const) : ('ignore' as const),
  });
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  const steps: Step[] = [];
  let cycles = 0;
  for (const step of story.steps) {
    if (step.do === 'cycle') cycles += 1;
    if (step.do === 'cycle' && cycles === 2 && isRefused) steps.push(...refusedArchive());
    if (step.do === 'cycle' && cycles > 1 && !isForgetful(story)) steps.push(...deletions());
    steps.push(step);
  }
  return { ...story, companies: ruled('companies'), contacts: ruled('contacts'), steps: [...records, ...steps] };

  function refusedArchive(): readonly Step[] {
    const side = second.pick(sides);
    const object = second.pick(['company', 'contact'] as const);
    const pick = second.below(numbers.length);
    return [
      { do: 'poison', side: otherSide(side), object, pick },
      { do: 'delete', side, object, pick },
      calmCycle(0),
      { do: 'heal' },
      { do: 'restore', side, object, pick: 0 },
      { do: 'wait', ms: hour },
    ];
  }

  function deletions(): readonly Edit[] {
    const side = random.pick(sides);
    const object = random.pick(['company', 'contact'] as const);
    const pick = random.below(numbers.length);
    const edits: Edit[] = [];
    if (random.chance(0.6)) edits.push({ do: 'delete', side, object, pick });
    if (random.chance(0.3)) {
      const field = object === 'company' ? 'phone' : 'title';
      const value = `edited ${random.below(1000)}`;
      edits.push({ do: 'set', side: otherSide(side), object, pick: random.below(numbers.length), field, value });
    }
    if (random.chance(0.25)) edits.push({ do: 'restore', side: random.pick(sides), object, pick: random.below(8) });
    return edits;
  }
}
