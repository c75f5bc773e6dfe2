import { createRandom } from '../random.ts';
import type { FaultGroup } from './fault-groups.ts';
import { isForgetful, type Step, type Story, type SyncSetting } from './story.ts';

const keys = ['email', 'domain', 'name'];

/** Records without any key, which no look-up finds again, and a process that dies early in most cycles. */
export function addCrashes(story: Story, groups: readonly FaultGroup[]): Story {
  if (!groups.includes('crashes')) return story;
  const random = createRandom(story.seed, 'crashes');
  const steps = story.steps.map((step): Step => {
    if (step.do === 'create') {
      const fields = Object.entries(step.fields).filter(([field]) => !keys.includes(field));
      return random.chance(0.7) ? { ...step, fields: Object.fromEntries(fields) } : step;
    }
    return step.do === 'cycle' && random.chance(0.8) ? { ...step, crashAt: 5 + random.below(60) } : step;
  });
  const keyless = (setting: SyncSetting): SyncSetting => ({ ...setting, keyless: 'create' });
  return isForgetful(story)
    ? story
    : { ...story, companies: keyless(story.companies), contacts: keyless(story.contacts), steps };
}
