import { expect, test } from 'vitest';
import { runSeeds } from '../src/run-seeds.ts';
import { faultGroups } from '../src/story/fault-groups.ts';
import { profileOf } from '../src/story/profiles.ts';
import { freshSeed } from './support/fresh-seed.ts';

/** A seed that fails here is mended, and goes into `regressions`. */
test('fresh seeds: those of this commit', async () => {
  const profile = profileOf('any');
  const { done, failing } = await runSeeds({ first: freshSeed(), count: 200, groups: faultGroups, profile, most: 3 });
  expect(failing).toEqual([]);
  expect(done).toBe(200);
});
