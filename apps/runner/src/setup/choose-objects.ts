import { ConfigurationError, type ObjectSummary, refusesObject } from '@linkwright/core';
import { visible } from '../output/visible.ts';
import { likestFirst } from '../suggest/suggest-pairs.ts';
import type { SetupContext, SetupEnd, SetupPair } from './setup-context.ts';

/** What is fixed before the question is asked: because of a flag, or of the association that asked for this sync. */
export interface ObjectWish {
  readonly connection: string;
  /** Names or ids to choose from. Absent: all objects. */
  readonly objects?: readonly string[];
}

/** The two objects whose records are to be the same. */
export async function chooseObjects(context: SetupContext, left: ObjectWish, right: ObjectWish): Promise<SetupPair> {
  const leftObject = await chooseUnpaired(context, 'left', left, null);
  const rightObject = await chooseUnpaired(context, 'right', right, leftObject);
  return { left: leftObject, right: rightObject };
}

/** An object in two syncs is rarely meant: each of them would create records for the other. */
async function chooseUnpaired(
  context: SetupContext,
  side: 'left' | 'right',
  wish: ObjectWish,
  other: SetupEnd | null,
): Promise<SetupEnd> {
  const { ask, flags } = context;
  for (;;) {
    const end = await chooseReadable(context, side, wish, other);
    // Whoever names an object by a flag has not picked it by mistake.
    if (ask === null || flags[side] !== undefined || wish.objects?.length === 1) return end;
    const syncs = (await syncedWith(context, end.connection)).get(end.object.id) ?? [];
    const where = syncs.map(visible).join(' and ');
    if (syncs.length === 0) return end;
    ask.tell(`${visible(end.object.name)} is paired already, by ${where}.`, 'warn');
    const more = 'Pair it once more? Filters must then keep the records of the two syncs apart.';
    if (await ask.confirm(more, false)) return end;
  }
}

/** What the key may not read is told, and another object can be chosen. */
async function chooseReadable(
  context: SetupContext,
  side: 'left' | 'right',
  wish: ObjectWish,
  other: SetupEnd | null,
): Promise<SetupEnd> {
  const { ask, flags } = context;
  for (;;) {
    try {
      return await chooseObject(context, side, wish, other);
    } catch (error) {
      const others = flags[side] === undefined && wish.objects?.length !== 1;
      if (ask === null || !others || !refusesObject(error)) throw error;
      ask.tell([error.message, error.remedy].map(visible).join('\n'), 'warn');
    }
  }
}

async function chooseObject(
  { ask, catalogue, draft }: SetupContext,
  side: 'left' | 'right',
  { connection, objects: wanted }: ObjectWish,
  other: SetupEnd | null,
): Promise<SetupEnd> {
  const end = async (object: string): Promise<SetupEnd> => ({
    side,
    connection,
    object: await catalogue.describe(connection, object),
  });
  if (wanted?.length === 1 && wanted[0] !== undefined) return end(wanted[0]);
  const { objects, complete } = await catalogue.list(connection);
  const offered = objects.filter((one) => wanted === undefined || wanted.includes(one.id) || wanted.includes(one.name));
  const { displayName } = catalogue.connection(connection);
  if (ask === null || (offered.length === 0 && complete)) {
    throw new ConfigurationError(`${displayName} has no object to choose.`, {
      code: 'unknown-object',
      remedy: 'Check which objects its key can see: linkwright objects.',
    });
  }
  const synced = await syncedWith({ draft, catalogue }, connection);
  const likest = other === null ? offered : likestFirst(other.object, offered);
  const sorted = [...likest].sort((a, b) => Number(synced.has(a.id)) - Number(synced.has(b.id)));
  const message =
    other === null
      ? `Which records of ${displayName}?`
      : `Which records of ${displayName} are the same as ${other.object.label}?`;
  const chosen = await ask.choose<ObjectSummary | null>(message, [
    ...sorted.map((object) => ({ value: object, label: labelOf(object), ...hintOf(synced.get(object.id)) })),
    ...(complete ? [] : [{ value: null, label: 'Another one, by its id' }]),
  ]);
  if (chosen !== null) return end(chosen.id);
  return end(await ask.text({ message: 'Its id', check: (answer) => (answer === '' ? 'Write an id.' : undefined) }));
}

const labelOf = ({ name, label }: ObjectSummary): string => (name === label ? name : `${label} (${name})`);

const hintOf = (syncs: readonly string[] = []): { readonly hint?: string } =>
  syncs.length === 0 ? {} : { hint: `already in ${syncs.join(', ')}` };

/** The object syncs that use each object of a connection. */
async function syncedWith(
  { draft, catalogue }: Pick<SetupContext, 'draft' | 'catalogue'>,
  connection: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const [name, sync] of Object.entries(draft.loaded().configuration.syncs)) {
    for (const end of [sync.left, sync.right]) {
      if (end.connection !== connection) continue;
      const id = await catalogue.idOf(connection, end.object).catch(() => end.object);
      found.set(id, [...(found.get(id) ?? []), name]);
    }
  }
  return found;
}
