import { createRandom } from '../random.ts';
import { sharedRecord } from './shared-records.ts';
import { type Edit, isForgetful, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2];

/**
 * A workplace database names the targets of its associations by a key of theirs. Both sides begin with the same records;
 * before most cycles people rename companies and contacts, and point at others, of which some are renamed in the other app.
 */
export function addLookups(story: Story): Story {
  const random = createRandom(story.seed, 'lookups');
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  const point = (): Edit => ({
    do: 'link',
    side: random.pick(sides),
    association: random.pick(['primary', 'primary', 'parent', 'owner'] as const),
    pick: random.below(numbers.length),
    target: random.below(numbers.length),
  });
  const edges = Array.from({ length: 4 }, point);
  const forgets = isForgetful(story);
  let cycles = 0;
  const rename = (number: number): Edit => {
    const where = { do: 'set', side: random.pick(sides), pick: random.below(numbers.length) } as const;
    return random.chance(0.7)
      ? { ...where, object: 'company', field: 'domain', value: `renamed${cycles}-${number}.example` }
      : { ...where, object: 'contact', field: 'email', value: `renamed${cycles}-${number}@x.example` };
  };
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    if (cycles === 1 || random.chance(0.2)) return [step];
    const edits = numbers.flatMap((number): readonly Edit[] => [
      ...(random.chance(0.6) ? [point()] : []),
      ...(random.chance(0.6) && !forgets ? [rename(number)] : []),
    ]);
    return [...edits, step];
  });
  return { ...story, lookups: true, steps: [...records, ...edges, ...steps] };
}
