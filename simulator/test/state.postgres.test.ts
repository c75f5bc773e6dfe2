import { expect, test } from 'vitest';
import { postgresState } from '../src/state/postgres-state.ts';
import { faultGroups } from '../src/story/fault-groups.ts';
import { profileOf } from '../src/story/profiles.ts';
import { writeStory } from '../src/story/write-story.ts';
import { runStory } from '../src/world/run-story.ts';
import { sqliteInTurns } from './support/sqlite-in-turns.ts';

const seeds = Array.from({ length: 24 }, (_, index) => index + 1);

// Every read that decides something must have an order of its own for that: the two databases give rows in different ones.
test('the same seed gives the same trace, whichever database the state lies on', async () => {
  const onPostgres = postgresState(process.env.LINKWRIGHT_TEST_STATE ?? '');
  const onSqlite = sqliteInTurns();
  for (const seed of seeds) {
    const story = writeStory(seed, faultGroups, profileOf('any'));
    const expected = await runStory(story, { keepsTrace: true, state: onSqlite });
    const { lines, digest } = await runStory(story, { keepsTrace: true, state: onPostgres });
    expect(lines, `seed ${seed}`).toEqual(expected.lines);
    expect(digest, `seed ${seed}`).toBe(expected.digest);
  }
});
