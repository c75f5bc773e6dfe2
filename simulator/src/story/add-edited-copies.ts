import { createRandom } from '../random.ts';
import { calmCycle } from './calm-cycle.ts';
import type { FaultGroup } from './fault-groups.ts';
import { type Edit, otherSide, type Step, type Story, type SyncSetting, sides } from './story.ts';

const records = [1, 2, 3];

/**
 * Records without any key are made on one side, the process dies while it makes their copies, and before it runs again
 * somebody edits whatever stands on the other side, once: neither a key nor all that they say tells the copies any more.
 */
export function addEditedCopies(story: Story, groups: readonly FaultGroup[]): Story {
  const random = createRandom(story.seed, 'edited copies');
  const side = random.pick(sides);
  const field = random.pick(['title', 'score'] as const);
  const cycle = { ...calmCycle(random.below(1000)), full: random.chance(0.2) };
  const crashAt = groups.includes('crashes') ? 55 + random.below(40) : null;
  const steps: readonly Step[] = [
    ...records.map((number): Edit => {
      const fields = { title: `title ${number}`, score: `1.${number}`, vip: true };
      return { do: 'create', side, object: 'contact', fields };
    }),
    { ...cycle, crashAt },
    ...records.map((number): Edit => {
      const value = field === 'title' ? `edited ${number}` : `2.${number}`;
      return { do: 'set', side: otherSide(side), object: 'contact', pick: number - 1, field, value };
    }),
    cycle,
  ];
  return { ...story, companies: keyless(story.companies), contacts: keyless(story.contacts), steps };
}

const keyless = (setting: SyncSetting): SyncSetting => ({
  ...setting,
  direction: 'two-way',
  create: 'both',
  keyless: 'create',
  oneWay: null,
});
