import { loadIntents } from '../store/intents.ts';
import { sides } from '../store/side.ts';
import type { NoteSource } from './sync-note.ts';

/** Creates that have left without an answer: whether the app made the record is looked for before it is sent again. */
export const noteUnansweredCreates: NoteSource = async ({ database }, plan) => {
  const notes = [];
  const intents = await loadIntents(database, plan.pair);
  for (const side of sides) {
    const unanswered = intents.filter((intent) => intent.side === side).length;
    if (unanswered === 0) continue;
    const what = unanswered === 1 ? '1 create was' : `${unanswered} creates were`;
    notes.push({
      code: 'unanswered-creates',
      text: `${what} not answered by ${plan.sync[side].displayName}; the next sync looks for the record before it tries again.`,
    });
  }
  return notes;
};
