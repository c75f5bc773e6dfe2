import type { CycleContext, ObjectPlan } from '../context/cycle-context.ts';
import { addHinted } from '../store/hinted-counts.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import type { NamedHint } from './named-hint.ts';
import { observeRecords, touches } from './observe-records.ts';
import { readAssociationsOf, readMissingAssociations } from './scan-associations.ts';
import { storeVanished } from './verify-absence.ts';

/** What came of reading the records that hints name. */
export interface HintedRead {
  /** Records that turned out to be new, changed or gone. */
  readonly changed: number;
  /** Named, and not looked at: there was no room for more of them. */
  readonly left: number;
}

/**
 * Reads the records that hints name, as far as they are not known in that version already, and stores what the app shows. Nothing that a
 * hint says is stored, and how far the object has been read stays as it is.
 *
 * At most `room` records may turn out to have changed; the next reading of the object brings the rest.
 */
export async function readHinted(
  context: CycleContext,
  plan: ObjectPlan,
  hints: readonly NamedHint[],
  room: number,
): Promise<HintedRead> {
  const { store, clock, normalizers, signal } = context;
  const named = new Map<string, readonly NamedHint[]>(
    [...Map.groupBy(hints, ({ id }) => id)].filter(([id]) => !plan.forgotten.has(id)),
  );
  const known = await loadObservations(store.database, plan.object, [...named.keys()]);
  const asked = [...named].flatMap(([id, told]) => (isKnown(known.get(id), told) ? [] : [id]));
  const separate = plan.associations.filter((id) => !touches(plan, id));
  let changed = 0;
  let read = 0;
  while (read < asked.length && changed < room) {
    const size = Math.min(plan.end.capabilities.batchLimits.read, room - changed);
    const ids = asked.slice(read, read + size);
    read += ids.length;
    const fields = [...plan.fields.keys()];
    const request = { object: plan.end.object.id, ids, fields, associations: plan.associations };
    const answers = await plan.end.app.readRecords(request, { signal });
    const news = await store.transaction(async (database) => {
      const there = answers.flatMap(({ record }) => (record ? [record] : []));
      const vanished = await storeVanished(database, plan, answers);
      const seen = await observeRecords(database, plan, there, { at: clock.now(), normalizers });
      const gone = vanished.filter((id) => known.get(id)?.gone === false);
      const count = gone.length + seen.changed.length;
      await addHinted(database, plan.object, count);
      return count;
    });
    changed += news;
    signal.throwIfAborted();
    const present = new Set(answers.flatMap(({ record }) => (record ? [record.id] : [])));
    const associated = ids.filter((id) => present.has(id) && isAbout('associations', named.get(id)));
    if (separate.length > 0 && associated.length > 0) {
      changed += await readAssociationsOf(context, plan, separate, associated);
    }
  }
  if (read > 0) changed += await readMissingAssociations(context, plan);
  return { changed, left: asked.length - read };
}

const isAbout = (kind: NamedHint['kind'], hints: readonly NamedHint[] = []): boolean =>
  hints.some((hint) => hint.kind === kind);

/**
 * Every hint tells of the version that is stored: most often it is our own write that comes back. What the app did not show of that
 * version it may show by now.
 */
const isKnown = (known: Observation | undefined, hints: readonly NamedHint[]): boolean =>
  known !== undefined &&
  !known.gone &&
  !known.associationsMissing &&
  known.unreadable.length === 0 &&
  known.revision !== null &&
  hints.every(({ kind, revision }) => kind === 'changed' && revision === known.revision);
