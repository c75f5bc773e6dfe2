import { type CycleRequest, decideReviews, listReviews } from '@linkwright/engine';
import type { ResolutionWanted, Step, UndoWanted } from '../story/story.ts';
import { type SyncShape, syncNames } from './configuration.ts';
import type { Resolution, Undo } from './peoples-decisions.ts';
import { loggedConflicts } from './store-decisions.ts';
import { storedLinks } from './store-view.ts';
import { place, sides, type World } from './world.ts';

/** Which run somebody takes back. `null`: none has changed anything. */
export async function chooseUndo(
  world: World,
  { back, record }: UndoWanted,
  isPlain: boolean,
): Promise<{ readonly undo: Undo; readonly request: NonNullable<CycleRequest['undo']> } | null> {
  const { ledger, decided, shapes, apps } = world;
  const events = [...ledger.fields, ...ledger.edges, ...ledger.records].filter(({ author }) => author === 'engine');
  const runs = decided.runs.filter(({ from, to }) => events.some(({ at }) => at > from && at <= to));
  const run = runs.at(-1 - (back % Math.max(1, runs.length)));
  if (!run) return null;
  const base = { run, from: ledger.at, until: ledger.at, isOpen: true, report: null, isPlain };
  const all = record && apps[record.side].app.readAll(shapes[record.object][record.side]);
  const id = all?.[record ? record.pick % Math.max(1, all.length) : 0]?.id;
  if (record === null || id === undefined) return { undo: { ...base, records: null }, request: { run: run.id } };
  const links = await storedLinks(world.store, shapes);
  const link = links.find((one) => one.object === record.object && one.state === 'linked' && one[record.side] === id);
  const own = { left: new Set<string>(), right: new Set<string>(), [record.side]: new Set([id]) };
  const meant = link ? sides.map((side) => place(side, link[side])) : [place(record.side, id)];
  return {
    undo: { ...base, records: new Set(meant) },
    request: { run: run.id, records: new Map([[syncNames[record.object], own]]) },
  };
}

/** Which conflict somebody decides. `null`: there is none about a field. */
export async function chooseResolution(
  world: World,
  { pick, side }: ResolutionWanted,
): Promise<{ readonly resolution: Resolution; readonly request: NonNullable<CycleRequest['resolve']> } | null> {
  const conflicts = await loggedConflicts(world.store);
  const conflict = conflicts[pick % Math.max(1, conflicts.length)];
  const links = await storedLinks(world.store, world.shapes);
  const link = links.find(({ id }) => id === conflict?.link);
  if (!conflict || !link) return null;
  const shape = world.shapes[link.object];
  const field = mappingOf(shape, conflict.fields);
  if (!field) return null;
  const value = conflict[side];
  const from = world.ledger.at;
  const resolution = {
    object: link.object,
    field,
    ends: link,
    from,
    until: from,
    isOpen: true,
    side,
    value,
    code: null,
  };
  return { resolution, request: { conflict: conflict.id, value: { side } } };
}

/** Of a field or an association. */
export const mappingOf = (shape: SyncShape, fields: readonly string[]) =>
  [...shape.fields, ...shape.associations].find((one) => one.left === fields[0] && one.right === fields[1]);

/** Somebody answers one of the reviews. Returns what was answered, told in one line. */
export async function answerReview(
  world: World,
  { decision, pick }: Extract<Step, { readonly do: 'answer' }>,
): Promise<string> {
  const { store, compiled, decided, ledger } = world;
  const items = await listReviews(store, compiled);
  const item = items[pick % Math.max(1, items.length)];
  if (!item) return `${decision}s a review: there is none`;
  const answered = await decideReviews(store, compiled, { decision, record: item.id, at: world.time.now });
  for (const { kind, side, id, sync, kept } of answered.decided) {
    const object = sync === syncNames.company ? 'company' : 'contact';
    decided.answers.push({ kind, decision, side, object, id, kept: kept?.id ?? null, at: ledger.at });
  }
  const ids = (list: typeof items): string => list.map(({ kind, id }) => `${kind} of ${id}`).join(', ');
  return `${decision}s the ${ids(answered.decided)}${answered.impossible.length > 0 ? `; not ${ids(answered.impossible)}` : ''}`;
}
