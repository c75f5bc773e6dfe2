import { createRandom } from '../random.ts';
import { calmCycle } from './calm-cycle.ts';
import { sharedRecord } from './shared-records.ts';
import { type Edit, isForgetful, otherSide, type Step, type Story, type SyncSetting, sides } from './story.ts';

const numbers = [0, 1, 2, 3];

/**
 * People decide: what becomes of the twins of deleted records, of what a merger left over, and which of two values is right.
 * They answer some of it, either way, and leave the rest waiting; some of what they say dies on the way and is said again.
 */
export function addReviews(story: Story): Story {
  if (isForgetful(story)) return story;
  const random = createRandom(story.seed, 'reviews');
  const reviewed = (setting: SyncSetting): SyncSetting => ({
    ...setting,
    deletions: random.chance(0.8) ? 'review' : 'archive',
    winner: random.chance(0.7) ? 'review' : setting.winner,
  });
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  const [companies, contacts] = [reviewed(story.companies), reviewed(story.contacts)];
  const steps = story.steps.flatMap((step, index): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    return [...(index > 0 ? edits() : []), step, ...answers()];
  });
  return { ...story, companies, contacts, steps: [...records, ...steps] };

  function edits(): readonly Edit[] {
    const object = random.pick(['company', 'contact'] as const);
    const [side, pick] = [random.pick(sides), random.below(numbers.length)];
    const edited: Edit[] = [];
    if (random.chance(0.5)) edited.push({ do: 'delete', side, object, pick });
    if (random.chance(0.2)) edited.push({ do: 'restore', side: random.pick(sides), object, pick: random.below(8) });
    if (random.chance(0.2)) edited.push({ do: 'merge', side, object, pick, target: random.below(8), newId: false });
    if (random.chance(0.7)) {
      const field = object === 'company' ? 'phone' : 'title';
      const number = random.below(numbers.length);
      for (const end of random.chance(0.8) ? sides : [otherSide(side)]) {
        edited.push({ do: 'set', side: end, object, pick: number, field, value: `edited ${random.below(1000)}` });
      }
    }
    return edited;
  }

  function answers(): readonly Step[] {
    const said: Step[] = [];
    for (let count = random.below(3); count > 0; count -= 1) {
      said.push({ do: 'answer', decision: random.pick(['approve', 'reject']), pick: random.below(8) });
    }
    if (random.chance(0.5)) {
      const resolve = { pick: random.below(4), side: random.pick(sides) };
      const cycle = { ...calmCycle(random.below(1000)), resolve };
      if (random.chance(0.2)) said.push({ ...cycle, crashAt: 5 + random.below(60) });
      said.push(cycle);
    }
    return said;
  }
}
