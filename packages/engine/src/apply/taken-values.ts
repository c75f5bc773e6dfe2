import { comparableValue, type RecordError } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { FieldMove } from '../merge/merge-fields.ts';
import type { Database } from '../store/database.ts';
import { dirtyMarks, markDirty } from '../store/dirty.ts';
import { loadFailures } from '../store/failures.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import type { RecordRef } from '../store/records.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';
import { originOf, type Progress } from './chunk-item.ts';
import { isUnique } from './is-unique.ts';

/** Once less than a run has passes: in the last one it is told. */
const triesPerRun = 5;

export const takenName = (pair: number, { side, id }: RecordRef): string => JSON.stringify([pair, side, id]);

/**
 * A unique value is taken. Is the record that has it still to be written, so that it may let go of it? Then the one that wants
 * it waits for the next pass, in which both are looked at together. `told`: its id. `null`: the app does not say who it is.
 */
export async function mayBeFreed(
  chunk: ChunkContext,
  database: Kysely<Database>,
  side: Side,
  entry: Progress,
  told: string | null,
): Promise<boolean> {
  const { context, plan } = chunk;
  const holder = told ?? holderHere(chunk, side, entry);
  const name = takenName(plan.pair, originOf(entry.item, side));
  const tries = (context.taken.tries.get(name) ?? 0) + 1;
  context.taken.tries.set(name, tries);
  if (context.preview || tries >= triesPerRun) return false;
  // Whoever has it is written in this pass, if at all.
  if (holder === null) return tries === 1;
  await learnField(chunk, database, side, entry, holder);
  const here = chunk.progress.find(({ item }) => item.kind === 'pair' && item[side].id === holder);
  if (here) return here.again || here.resend.size > 0 || letsGo(chunk, side, here);
  const link = (await linksByRecord(database, plan.pair, side, [holder])).get(holder);
  if (!link) return false;
  const origin: RecordRef = {
    side: otherSide(side),
    id: link[otherSide(side)],
    number: link.numbers[otherSide(side)],
  };
  const failing = await loadFailures(database, plan.pair, { record: origin });
  if (failing.some(({ category }) => category === 'duplicate-value')) {
    await markDirty(database, plan.pair, origin.side, [origin.id]);
  } else if (!(await isDirty(database, plan, link))) return false;
  context.taken.holders.set(name, origin);
  return true;
}

async function isDirty(database: Kysely<Database>, plan: PairPlan, { numbers }: Link): Promise<boolean> {
  for (const side of sides) {
    if ((await dirtyMarks(database, plan.pair, side, [numbers[side]])).size > 0) return true;
  }
  return false;
}

/** Does the app refuse the value because of another record, without saying which? Once in a run, that one is waited for. */
export function mayBeTaken(
  { context, plan }: ChunkContext,
  side: Side,
  { item }: Progress,
  error: RecordError,
): boolean {
  if (error.category !== 'duplicate-value') return false;
  if (error.field !== undefined) context.taken.fields.add(`${plan[side].object} ${error.field}`);
  return !context.taken.tries.has(takenName(plan.pair, originOf(item, side)));
}

/** The record of the chunk that showed what this one is to get, as long as only one field and one record come into question. */
function holderHere({ progress }: ChunkContext, side: Side, { item }: Progress): string | null {
  const found = new Set<string>();
  for (const { mapping, after } of telling(side, item.decision.moves)) {
    const field = mapping[side];
    const wanted = comparableValue(field, after);
    for (const other of progress) {
      if (other.item === item || other.item.kind !== 'pair') continue;
      const { id, fields } = other.item[side];
      if (comparableValue(field, fields[field.id] ?? null) === wanted) found.add(id);
    }
  }
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? null : only;
}

/** Values that one record alone might have. */
const telling = (side: Side, moves: readonly FieldMove[]): readonly FieldMove[] =>
  moves.filter(
    ({ mapping, to, after }) =>
      to === side &&
      !['boolean', 'option', 'options'].includes(mapping[side].type) &&
      comparableValue(mapping[side], after) !== '',
  );

/** Has it a write of its own that ends in this pass or the next one? What was refused is waited for no longer. */
const letsGo = ({ context, plan }: ChunkContext, side: Side, { item, failedOn }: Progress): boolean =>
  !failedOn.has(side) &&
  item.decision.moves.some(({ mapping, to }) => to === side && isUnique(context, plan, side, mapping[side]));

/**
 * The value that both show, or are to show, is the one that the app will not have twice, whatever its schema says. Where there
 * are several, it stays open which.
 */
async function learnField(
  { context, plan }: ChunkContext,
  database: Kysely<Database>,
  side: Side,
  { item }: Progress,
  holder: string,
): Promise<void> {
  const shown = (await loadObservations(database, plan[side].object, [holder])).get(holder)?.fields ?? {};
  const same = telling(side, item.decision.moves).filter(({ mapping, after }) => {
    const field = mapping[side];
    return comparableValue(field, shown[field.id] ?? null) === comparableValue(field, after);
  });
  const [only, ...others] = same;
  if (only && others.length === 0) context.taken.fields.add(`${plan[side].object} ${only.mapping[side].id}`);
}
