import { openStore } from '@linkwright/engine';
import { expect, it } from 'vitest';
import { noteRun, type RunToNote } from '../../src/schedule/note-run.ts';
import { type AskedRun, changeSchedule, readSchedule } from '../../src/schedule/schedule-book.ts';

const asked = (at: number, how: Partial<AskedRun> = {}): AskedRun => ({
  at,
  requester: { via: 'api', by: 'ada' },
  full: false,
  allow: [],
  ...how,
});

/** What is still asked for once a run that began at 100 has been noted. */
async function leftOf(before: Record<string, AskedRun>, run: Partial<RunToNote>): Promise<Record<string, AskedRun>> {
  const store = await openStore(':memory:');
  try {
    await changeSchedule(store, (book) => ({ ...book, asked: before }));
    const ended = { syncs: ['contacts'], startedAt: 100, endedAt: 200, outcome: 'done', message: null } as const;
    await noteRun(store, { ...ended, ...run });
    return (await readSchedule(store)).asked;
  } finally {
    await store.close();
  }
}

it('a run is done with what it was begun for', async () => {
  const contacts = asked(90, { full: true });
  expect(await leftOf({ contacts, deals: asked(90) }, { carries: { contacts } })).toEqual({ deals: asked(90) });
});

it('what is asked for once a run has looked at what is asked for waits for the next one, however it was to be run', async () => {
  const full = asked(95, { full: true });
  expect(await leftOf({ contacts: full }, { carries: {} })).toEqual({ contacts: full });
  expect(await leftOf({ contacts: full }, { carries: { contacts: asked(90) } })).toEqual({ contacts: full });
  // Asked for in the same millisecond, and otherwise.
  expect(await leftOf({ contacts: full }, { carries: { contacts: asked(95) } })).toEqual({ contacts: full });
});

it('a run by hand is done with what was asked for before it began, but for what was to be run otherwise', async () => {
  expect(await leftOf({ contacts: asked(90) }, {})).toEqual({});
  expect(await leftOf({ contacts: asked(110) }, {})).toEqual({ contacts: asked(110) });
  const allowing = asked(90, { allow: ['archive'] });
  expect(await leftOf({ contacts: allowing }, {})).toEqual({ contacts: allowing });
});
