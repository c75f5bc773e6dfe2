import type { Cycle, Step, Story } from './story.ts';

/**
 * The shortest story that still fails in the same way, as far as so many tries find one: steps are taken out, then what
 * goes wrong in cycles, then what is unusual about the apps and the configuration.
 */
export async function shrinkStory(
  story: Story,
  fails: (story: Story) => Promise<boolean>,
  tries = 600,
): Promise<Story> {
  let left = tries;
  const attempt = async (candidate: Story): Promise<boolean> => {
    if (left <= 0) return false;
    left -= 1;
    return fails(candidate);
  };
  let current = story;
  for (let before = ''; before !== JSON.stringify(current) && left > 0; ) {
    before = JSON.stringify(current);
    current = await withFewerSteps(current, attempt);
    for (const candidate of simplifications) {
      for (let position = 0; ; position += 1) {
        const simpler = candidate(current, position);
        if (simpler === null) break;
        if (JSON.stringify(simpler) !== JSON.stringify(current) && (await attempt(simpler))) current = simpler;
      }
    }
  }
  return current;
}

async function withFewerSteps(story: Story, fails: (story: Story) => Promise<boolean>): Promise<Story> {
  let { steps } = story;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = steps.length - size; start > -size; start -= size) {
      const kept = steps.filter((_, index) => index < start || index >= start + size);
      if (kept.length < steps.length && (await fails({ ...story, steps: kept }))) steps = kept;
    }
  }
  return { ...story, steps };
}

/** `null`: there is no such position. */
type Simplification = (story: Story, position: number) => Story | null;

function onCycle(simplify: (cycle: Cycle) => Cycle): Simplification {
  return (story, position) => {
    const step = story.steps[position];
    if (step === undefined) return null;
    return step.do === 'cycle' ? replaced(story, position, simplify(step)) : story;
  };
}

const replaced = (story: Story, position: number, step: Step): Story => ({
  ...story,
  steps: story.steps.map((one, index) => (index === position ? step : one)),
});

/** Takes one of a list of things out of one cycle; positions run over all of them. */
const withoutOne =
  (key: 'faults' | 'meddling'): Simplification =>
  (story, position) => {
    let index = position;
    for (const [at, step] of story.steps.entries()) {
      if (step.do !== 'cycle') continue;
      if (index < step[key].length) {
        return replaced(story, at, { ...step, [key]: step[key].filter((_, one) => one !== index) });
      }
      index -= step[key].length;
    }
    return null;
  };

const withoutField: Simplification = (story, position) => {
  let index = position;
  for (const [at, step] of story.steps.entries()) {
    if (step.do !== 'create') continue;
    const names = Object.keys(step.fields);
    const name = names[index];
    if (name !== undefined) {
      const fields = Object.fromEntries(Object.entries(step.fields).filter(([field]) => field !== name));
      return replaced(story, at, { ...step, fields });
    }
    index -= names.length;
  }
  return null;
};

const settings: readonly ((story: Story) => Story)[] = [
  (story) => ({
    ...story,
    left: { ...story.left, lagMs: 0, skewMs: 0 },
    right: { ...story.right, lagMs: 0, skewMs: 0 },
  }),
  (story) => ({ ...story, left: { ...story.left, rewrites: false }, right: { ...story.right, rewrites: false } }),
  (story) => ({
    ...story,
    left: { ...story.left, batch: 10, page: 10 },
    right: { ...story.right, batch: 10, page: 10 },
  }),
  (story) => ({ ...story, left: { ...story.left, deletions: 'feed' }, right: { ...story.right, deletions: 'feed' } }),
  (story) => ({ ...story, contacts: { ...story.contacts, identity: false, oneWay: null } }),
  (story) => ({ ...story, companies: { ...story.companies, identity: false, oneWay: null } }),
  (story) => ({ ...story, labels: 'none' }),
  (story) => ({ ...story, lookups: false }),
  (story) => ({ ...story, checkBoxes: false }),
  (story) => ({ ...story, contacts: { ...story.contacts, filter: null } }),
  (story) => ({ ...story, companies: { ...story.companies, filter: null } }),
  (story) => ({ ...story, contacts: { ...story.contacts, deletions: 'ignore' } }),
  (story) => ({ ...story, companies: { ...story.companies, deletions: 'ignore' } }),
  (story) => ({ ...story, contacts: { ...story.contacts, direction: 'two-way', create: 'both' } }),
  (story) => ({ ...story, companies: { ...story.companies, direction: 'two-way', create: 'both' } }),
];

const simplifications: readonly Simplification[] = [
  onCycle((cycle) => ({ ...cycle, faults: [], meddling: [], crashAt: null, hidden: null, full: false, mode: 'sync' })),
  onCycle((cycle) => ({ ...cycle, crashAt: null })),
  onCycle((cycle) => ({ ...cycle, hidden: null, full: false, mode: 'sync' })),
  onCycle(({ hints, ...cycle }) => (hints ? { ...cycle, hints: { ...hints, forged: 0, twice: 0 } } : cycle)),
  onCycle(({ hints, ...cycle }) => (hints ? { ...cycle, hints: { ...hints, lost: 0, late: 0 } } : cycle)),
  withoutOne('faults'),
  withoutOne('meddling'),
  withoutField,
  (story, position) => settings[position]?.(story) ?? null,
];
