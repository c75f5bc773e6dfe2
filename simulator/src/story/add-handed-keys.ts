import { createRandom } from '../random.ts';
import { sharedRecord } from './shared-records.ts';
import { type Edit, isForgetful, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2];

/**
 * A workplace database names targets by a key of theirs. Before most cycles one company hands its key on to another and gets a
 * new one, while a third is pointed at it; a process that dies in between leaves a key that meant the one and means the other.
 */
export function addHandedKeys(story: Story): Story {
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  const whole = { ...story, lookups: true, steps: [...records, ...story.steps] };
  if (isForgetful(story)) return whole;
  const random = createRandom(story.seed, 'handed keys');
  const keys = numbers.map((number) => `shared${number}.example`);
  let cycles = 0;
  const steps = whole.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    const crashAt = random.chance(0.7) ? 10 + random.below(80) : null;
    const cycle = { ...step, crashAt: step.crashAt ?? crashAt };
    if (cycles === 1 || random.chance(0.3)) return [cycle];
    const side = random.pick(sides);
    const giver = random.below(numbers.length);
    const taker = (giver + 1 + random.below(numbers.length - 1)) % numbers.length;
    const third = numbers.find((number) => number !== giver && number !== taker) ?? giver;
    const handed = keys[giver] ?? '';
    const fresh = `handed${cycles}.example`;
    keys[giver] = fresh;
    keys[taker] = handed;
    const rename = (pick: number, value: string): Edit => ({
      do: 'set',
      side,
      object: 'company',
      field: 'domain',
      pick,
      value,
    });
    const point: Edit = { do: 'link', side, association: 'parent', pick: third, target: giver };
    return [rename(giver, fresh), rename(taker, handed), point, cycle];
  });
  return { ...whole, steps };
}
