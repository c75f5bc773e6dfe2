import { createRandom } from '../random.ts';
import { calmCycle } from './calm-cycle.ts';
import { sharedRecord } from './shared-records.ts';
import {
  type AppSetting,
  type Edit,
  isForgetful,
  type ObjectName,
  otherSide,
  type Side,
  type Step,
  type Story,
  sides,
} from './story.ts';

const numbers = [0, 1, 2, 3];

/**
 * Both sides begin with the same records, each with a key of its own. People merge some on one side, and say of the twins that are left
 * over whether the other app is to merge them as well; what was left over, and what it is to go into, is edited, linked, deleted and
 * merged by hand meanwhile. Most apps have a call for mergers, some of which answer with a record of another id.
 */
export function addMergers(story: Story): Story {
  if (isForgetful(story)) return story;
  const random = createRandom(story.seed, 'mergers');
  const able = (app: AppSetting): AppSetting =>
    random.chance(0.85) ? { ...app, merging: random.pick(['in-place', 'new-record'] as const) } : app;
  const [left, right] = [able(story.left), able(story.right)];
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  let cycles = 0;
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    return cycles === 1 ? [step] : [...round(), step];
  });
  return { ...story, left, right, steps: [...records, ...steps] };

  /** A merger that is noticed, what happens before somebody answers, the answers, and what happens before they are acted on. */
  function round(): readonly Step[] {
    const side = random.pick(sides);
    const object = random.pick(['company', 'contact'] as const);
    const mergers = Array.from({ length: random.chance(0.25) ? 2 : 1 }, () => merge(side, object, random.chance(0.3)));
    const noticed = calmCycle(random.below(1000));
    const before = random.chance(0.4) ? [meddle(otherSide(side), object)] : [];
    const after = random.chance(0.4) ? [meddle(random.chance(0.7) ? otherSide(side) : side, object)] : [];
    const dying = { ...calmCycle(random.below(1000)), crashAt: 5 + random.below(80) };
    return [...mergers, noticed, ...before, ...answers(), ...after, ...(random.chance(0.3) ? [dying] : [])];
  }

  function merge(side: Side, object: ObjectName, newId: boolean): Edit {
    const pick = random.below(numbers.length);
    return { do: 'merge', side, object, pick, target: (pick + 1 + random.below(3)) % numbers.length, newId };
  }

  function meddle(side: Side, object: ObjectName): Edit {
    const pick = random.below(numbers.length);
    const what = random.below(10);
    if (what < 4) {
      const field = object === 'company' ? 'phone' : 'title';
      return { do: 'set', side, object, pick, field, value: `edited ${random.below(1000)}` };
    }
    if (what < 7) {
      const association = random.pick(
        object === 'contact' ? (['companies', 'primary'] as const) : (['parent'] as const),
      );
      return { do: random.chance(0.8) ? 'link' : 'unlink', side, association, pick, target: random.below(4) };
    }
    return what < 8 ? { do: 'delete', side, object, pick } : merge(side, object, false);
  }

  function answers(): readonly Step[] {
    return Array.from({ length: random.below(3) }, (): Step => {
      return { do: 'answer', decision: random.chance(0.7) ? 'approve' : 'reject', pick: random.below(4) };
    });
  }
}
