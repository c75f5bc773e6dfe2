import { changeSchedule, type ScheduleBook, without } from '../schedule/schedule-book.ts';
import { openStateStore } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';

/** A run notes in the state that it goes on, at most once in so many milliseconds. */
const noteEveryMs = 60_000;

export interface SignsOfLife {
  /** Something has happened. */
  sign(): void;
  /** The run has ended. */
  end(): Promise<void>;
}

/** Keeps in the state that a run is under way, and when it last did something: whoever asks sees one that stands still. */
export async function noteSignsOfLife(
  { loaded, now, tell }: Work,
  pair: string,
  syncs: readonly string[],
): Promise<SignsOfLife> {
  const startedAt = now();
  let notedAt = startedAt;
  let noting = Promise.resolve();
  const note = async (change: (book: ScheduleBook) => ScheduleBook): Promise<void> => {
    const store = await openStateStore(loaded.state, { reading: false });
    await changeSchedule(store, change).finally(() => store.close());
  };
  const goesOn = (progressAt: number) => (book: ScheduleBook) => ({
    ...book,
    underWay: { ...book.underWay, [pair]: { syncs: [...syncs], startedAt, progressAt } },
  });
  await note(goesOn(startedAt));
  return {
    sign() {
      const at = now();
      if (at - notedAt < noteEveryMs) return;
      notedAt = at;
      noting = noting
        .then(() => note(goesOn(at)))
        // The run itself will meet what keeps the state from being written.
        .catch((error: unknown) => tell({ kind: 'trouble', text: `The state does not take a note: ${String(error)}` }));
    },
    async end() {
      await noting;
      await note((book) => ({ ...book, underWay: without(book.underWay, pair) }));
    },
  };
}
