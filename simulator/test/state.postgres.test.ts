import { expect, test } from 'vitest';
import { postgresState } from '../src/state/postgres-state.ts';
import { faultGroups } from '../src/story/fault-groups.ts';
import { profileOf } from '../src/story/profiles.ts';
import { writeStory } from '../src/story/write-story.ts';
import { runStory } from '../src/world/run-story.ts';
import { sqliteInTurns } from './support/sqlite-in-turns.ts';

const worlds = [
  { profile: 'any', count: 24 },
  { profile: 'undos', count: 6 },
  { profile: 'reviews', count: 6 },
];

// Every read that decides something must have an order of its own for that: the two databases give rows in different ones.
test.each(worlds)(
  'the same seed of $profile gives the same trace, whichever database the state lies on',
  async ({ profile, count }) => {
    const onPostgres = postgresState(process.env.LINKWRIGHT_TEST_STATE ?? '');
    const onSqlite = sqliteInTurns();
    for (let seed = 1; seed <= count; seed += 1) {
      const story = writeStory(seed, faultGroups, profileOf(profile));
      const expected = await runStory(story, { keepsTrace: true, state: onSqlite });
      const { lines, digest } = await runStory(story, { keepsTrace: true, state: onPostgres });
      expect(lines, `seed ${seed}`).toEqual(expected.lines);
      expect(digest, `seed ${seed}`).toBe(expected.digest);
    }
  },
);
