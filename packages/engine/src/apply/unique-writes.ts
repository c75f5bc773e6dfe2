import { type CanonicalValue, comparableValue, type FieldSchema } from '@linkwright/core';
import type { Side } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';
import type { Progress } from './chunk-item.ts';
import { isUnique } from './is-unique.ts';
import { orderWrites, type UniqueWrite, type WriteOrder } from './order-writes.ts';
import { standInFor } from './stand-in-for.ts';

/** A value of a field whose values must be unique, under one name for all that an app could take for the same. */
const nameOf = (field: FieldSchema, value: CanonicalValue): string =>
  JSON.stringify([field.id, comparableValue(field, value).toLowerCase()]);

const fieldIn = (name: string): string => String(JSON.parse(name)[0]);

/** Ids of the fields that values stand for. */
export const fieldsIn = (names: readonly string[]): readonly string[] => [...new Set(names.map(fieldIn))];

/** In which order a chunk's writes to one side go, so that a unique value is free when it is taken. */
export function orderByUniqueValues(
  chunk: ChunkContext,
  side: Side,
  entries: readonly Progress[],
): WriteOrder<Progress> {
  const { context, plan } = chunk;
  const inOneWave = { waves: [entries], aside: [], stuck: [], blocked: [], waitsFor: new Map() };
  if (!plan.sync.fields.some((mapping) => isUnique(context, plan, side, mapping[side]))) return inOneWave;
  const writes = entries.map((entry) => uniqueWrite(chunk, side, entry));
  const freed = new Set(writes.flatMap(({ frees }) => frees));
  // Mostly nobody takes what another one lets go of.
  return writes.some(({ takes }) => takes.some((value) => freed.has(value))) ? orderWrites(writes) : inOneWave;
}

function uniqueWrite({ context, plan }: ChunkContext, side: Side, entry: Progress): UniqueWrite<Progress> {
  const { item } = entry;
  const takes: string[] = [];
  const frees: string[] = [];
  for (const { mapping, to, before, after } of item.decision.moves) {
    const field = mapping[side];
    if (to !== side || !isUnique(context, plan, side, field)) continue;
    const [shown, wanted] = [comparableValue(field, before), comparableValue(field, after)];
    if (shown !== '' && item.kind === 'pair') frees.push(nameOf(field, before));
    if (wanted !== '') takes.push(nameOf(field, after));
  }
  const id = item.kind === 'pair' ? item[side].id : null;
  return {
    entry,
    takes,
    frees: frees.filter((value) => !takes.includes(value)),
    mayStepAside: (values) =>
      id !== null &&
      fieldsIn(values).every((name) => {
        const field = plan[side].fields.get(name);
        return field !== undefined && standInFor(field, id) !== undefined;
      }),
  };
}
