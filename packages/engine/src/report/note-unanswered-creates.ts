import { sideNumber, sides } from '../store/side.ts';
import type { NoteSource } from './sync-note.ts';

/** Creates that have left without an answer: whether the app made the record is looked for before it is sent again. */
export const noteUnansweredCreates: NoteSource = async ({ database }, plan) => {
  const notes = [];
  for (const side of sides) {
    const { count } = await database
      .selectFrom('intents')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('pair_id', '=', plan.pair)
      .where('side', '=', sideNumber(side))
      .executeTakeFirstOrThrow();
    const unanswered = Number(count);
    if (unanswered === 0) continue;
    const what = unanswered === 1 ? '1 create was' : `${unanswered} creates were`;
    notes.push({
      code: 'unanswered-creates',
      text: `${what} not answered by ${plan.sync[side].displayName}; the next sync looks for the record before it tries again.`,
    });
  }
  return notes;
};
