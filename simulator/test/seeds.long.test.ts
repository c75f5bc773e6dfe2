import { describe, expect, test } from 'vitest';
import { regressions } from '../src/regressions.ts';
import { runSeeds, tryStory } from '../src/run-seeds.ts';
import { faultGroups } from '../src/story/fault-groups.ts';
import { profileOf, profiles } from '../src/story/profiles.ts';
import { writeStory } from '../src/story/write-story.ts';

describe('fixed seeds', () => {
  const counts = profiles.filter(({ among }) => !among).map(({ name }) => ({ name, count: name === 'mixed' ? 40 : 8 }));

  test.each(counts)('every invariant holds in $count worlds of the profile $name', async ({ name, count }) => {
    const profile = profileOf(name);
    const { done, failing } = await runSeeds({ first: 1, count, groups: faultGroups, profile, most: 3 });
    expect(failing).toEqual([]);
    expect(done).toBe(count);
  });

  test.each(regressions)('seed $seed: $reason', async ({ seed, groups, profile }) => {
    expect(await tryStory(writeStory(seed, groups, profileOf(profile ?? 'mixed')))).toBeNull();
  });
});
