import { hintKinds } from '@linkwright/core';
import { type NamedHint, readDocument, readDocumentToChange, type Store, saveDocument } from '@linkwright/engine';
import { z } from 'zod';

const hintSchema = z.object({
  /** Name of the connection in the file. */
  connection: z.string(),
  account: z.string(),
  object: z.string(),
  id: z.string(),
  kind: z.enum(hintKinds),
  revision: z.string().optional(),
});

const pendingSchema = z.object({
  hints: z.array(hintSchema).default([]),
  /** Connections of which something may have been left out: everything is looked at. */
  gaps: z.array(z.string()).default([]),
  /** Since when the first of them waits, milliseconds since 1970. `null`: there are none. */
  since: z.number().nullable().default(null),
  /** When some were last taken for a run, milliseconds since 1970. `null`: never. */
  takenAt: z.number().nullable().default(null),
});

/** A hint that waits for the run that looks at it. */
export type PendingHint = z.output<typeof hintSchema>;
export type PendingHints = z.output<typeof pendingSchema>;

/** More of them are no news of a moment: everything is looked at instead. */
const mostPending = 5_000;
/** So long the first one waits for others, in milliseconds: an edit of a person is often several changes. */
const gatherMs = 2_000;
/** What feeds tell is looked at so seldom, in milliseconds, however often they are read: each look costs calls that count. */
const feedsApartMs = 5_000;

/** What they are called in the state. */
export const pendingName = 'pending-hints';
const none: PendingHints = { hints: [], gaps: [], since: null, takenAt: null };

export const readPending = async ({ database }: Pick<Store, 'database'>): Promise<PendingHints> =>
  parsePending(await readDocument(database, pendingName));

/** `null`: none are kept. */
export function parsePending(stored: string | null): PendingHints {
  if (stored === null) return none;
  try {
    return pendingSchema.parse(JSON.parse(stored));
  } catch {
    // They are never the only way to a change.
    return none;
  }
}

const change = (store: Pick<Store, 'transaction'>, how: (pending: PendingHints) => PendingHints): Promise<void> =>
  store.transaction(async (database) => {
    const pending = parsePending(await readDocumentToChange(database, pendingName));
    await saveDocument(database, pendingName, JSON.stringify(how(pending)));
  });

/** Several hints at one record are one. Those of a feed have gathered in the app since it was read before. */
export function addPending(
  store: Pick<Store, 'transaction'>,
  connection: string,
  { hints, gap }: { readonly hints: readonly NamedHint[]; readonly gap: boolean },
  { at, isFeed }: { readonly at: number; readonly isFeed: boolean },
): Promise<void> {
  return change(store, (pending) => {
    const all = new Map(
      [...pending.hints, ...hints.map((hint) => ({ ...hint, connection }))].map((hint) => [keyOf(hint), hint]),
    );
    const isTooMuch = gap || all.size > mostPending;
    const { takenAt } = pending;
    const since = isFeed ? Math.max(at, nextOfFeeds(takenAt, at)) - gatherMs : at;
    return {
      hints: [...all.values()].filter((hint) => !isTooMuch || hint.connection !== connection),
      gaps: isTooMuch ? [...new Set([...pending.gaps, connection])] : pending.gaps,
      since: Math.min(pending.since ?? since, since),
      takenAt,
    };
  });
}

/** A clock that was put back holds up nothing. */
const nextOfFeeds = (takenAt: number | null, at: number): number =>
  takenAt === null ? at : Math.min(takenAt, at) + feedsApartMs;

const keyOf = ({ account, object, id, kind }: NamedHint): string => JSON.stringify([account, object, id, kind]);

/** Takes away those of some connections: whoever takes them looks at them, or at everything. */
export async function takePending(
  store: Pick<Store, 'transaction'>,
  connections: readonly string[],
  at: number,
): Promise<Pick<PendingHints, 'hints' | 'gaps'>> {
  let taken: Pick<PendingHints, 'hints' | 'gaps'> = none;
  await change(store, (pending) => {
    const isMeant = ({ connection }: { readonly connection: string }): boolean => connections.includes(connection);
    taken = {
      hints: pending.hints.filter(isMeant),
      gaps: pending.gaps.filter((connection) => connections.includes(connection)),
    };
    const hints = pending.hints.filter((hint) => !isMeant(hint));
    const gaps = pending.gaps.filter((connection) => !connections.includes(connection));
    const isTaken = taken.hints.length + taken.gaps.length > 0;
    return {
      hints,
      gaps,
      since: hints.length + gaps.length === 0 ? null : pending.since,
      takenAt: isTaken ? at : pending.takenAt,
    };
  });
  return taken;
}

/** When a run for some connections is due because of them. `null`: none waits. */
export function pendingDue({ hints, gaps, since }: PendingHints, connections: readonly string[]): number | null {
  const waits =
    hints.some(({ connection }) => connections.includes(connection)) || gaps.some((one) => connections.includes(one));
  return waits && since !== null ? since + gatherMs : null;
}
