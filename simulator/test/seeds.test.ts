import { describe, expect, test } from 'vitest';
import { crashEverywhere } from '../src/crash-everywhere.ts';
import { runSeeds } from '../src/run-seeds.ts';
import { faultGroups } from '../src/story/fault-groups.ts';
import { profileOf, profiles } from '../src/story/profiles.ts';
import { writeStory } from '../src/story/write-story.ts';
import { runStory } from '../src/world/run-story.ts';

describe('fixed seeds', () => {
  // Those of one commit in a hurry; all of them, and what earlier seeds have found, are in the long tests.
  const counts = profiles.filter(({ among }) => !among).map(({ name }) => ({ name, count: name === 'mixed' ? 12 : 2 }));

  test.each(counts)('every invariant holds in $count worlds of the profile $name', async ({ name, count }) => {
    const profile = profileOf(name);
    const { done, failing } = await runSeeds({ first: 1, count, groups: faultGroups, profile, most: 3 });
    expect(failing).toEqual([]);
    expect(done).toBe(count);
  });
});

test('every seed has a story', () => {
  for (let seed = 9000; seed < 12_000; seed += 1) {
    const { steps } = writeStory(seed, faultGroups);
    expect(steps.some((step) => step.do === 'cycle')).toBe(true);
  }
});

describe('determinism', () => {
  test('the same seed twice gives the same trace', async () => {
    for (const seed of [3, 17, 44]) {
      const story = writeStory(seed, faultGroups);
      const first = await runStory(story, { keepsTrace: true });
      const second = await runStory(story, { keepsTrace: true });
      expect(second.lines).toEqual(first.lines);
      expect(second.digest).toBe(first.digest);
    }
  });

  test('other seeds are other worlds', async () => {
    const digests = new Set<string>();
    for (const seed of [3, 17, 44]) digests.add((await runStory(writeStory(seed, faultGroups))).digest);
    expect(digests.size).toBe(3);
  });
});

test('a process that dies at any step of any cycle loses nothing and makes nothing twice', async () => {
  const story = writeStory(13, []);
  const cycles = story.steps.filter((step) => step.do === 'cycle').slice(0, 2);
  const small = { ...story, steps: story.steps.filter((step) => step.do !== 'cycle' || cycles.includes(step)) };
  const { tried, failing } = await crashEverywhere(small);
  expect(failing?.result.violations ?? []).toEqual([]);
  expect(tried).toBeGreaterThan(50);
});
