import type { AssociationFieldSchema, FieldSchema, ObjectSync } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import { type Side, sides } from '../store/side.ts';
import type { CompilationNote, UnderstoodName } from './compilation.ts';
import type { Problem } from './problem.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/**
 * What the names of the file meant when they were last understood, of one account. Apps let people rename tables and
 * fields; ids stay. A name that is no longer there is read by it: a renamed field goes on, a deleted one pauses its mapping.
 */
export interface FormerNames {
  /** Ids of objects by name. */
  readonly objects: ReadonlyMap<string, string>;
  /** By object id: ids of fields and association fields by name. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Every name that the syncs use, with its id; names of what has gone since are kept. */
export function understoodNames(syncs: readonly ResolvedSync[]): readonly UnderstoodName[] {
  return syncs.flatMap((sync) =>
    sides.flatMap((side) => {
      const end = sync[side];
      const base = { connection: end.connection, object: end.object.id };
      const fields = fieldNames(sync.settings, side).flatMap((name): UnderstoodName[] => {
        const id = idOf(end, name) ?? end.formerNames?.get(name);
        return id === undefined ? [] : [{ ...base, field: id, name }];
      });
      return [{ ...base, field: null, name: sync.settings[side].object }, ...fields];
    }),
  );
}

/** Tells of every name of the file that an app has changed since. */
export function noteRenamed(sync: ResolvedSync): readonly CompilationNote[] {
  return sides.flatMap((side) => {
    const end = sync[side];
    const { object: written } = sync.settings[side];
    const renamed = ![end.object.id, end.object.name, end.object.label].includes(written);
    const object = renamed ? [noteOf(sync, `${end.displayName} "${written}"`, end.object.name)] : [];
    const fields = [...new Set(fieldNames(sync.settings, side))].flatMap((name) => {
      if (idOf(end, name) !== undefined) return [];
      const field = formerField(end, name);
      return field ? [noteOf(sync, `"${name}" of ${end.displayName} ${end.object.name}`, field.name)] : [];
    });
    return [...object, ...fields];
  });
}

const noteOf = (sync: ResolvedSync, what: string, name: string): CompilationNote => ({
  sync: sync.name,
  text: `${what} is now called "${name}": it goes on; write the new name into the file`,
});

/** The field or association field that a name meant before the app renamed it. */
export function formerField(end: CompiledEnd, name: string): FieldSchema | AssociationFieldSchema | undefined {
  const id = end.formerNames?.get(name);
  if (id === undefined) return undefined;
  return [...end.object.fields, ...end.object.associations].find((field) => field.id === id);
}

/** Did the name mean a field that the app has no more? */
export const isGone = (end: CompiledEnd, name: string): boolean =>
  end.formerNames?.has(name) === true && formerField(end, name) === undefined;

const idOf = ({ object }: CompiledEnd, name: string): string | undefined => {
  const fields = [...object.fields, ...object.associations];
  return (fields.find((field) => field.name === name) ?? fields.find((field) => field.id === name))?.id;
};

function fieldNames(settings: ObjectSync, side: Side): readonly string[] {
  const keys = settings.match === undefined ? [] : [settings.match].flat();
  const identity = settings.identity?.[side];
  return [
    ...(settings.fields ?? []).map((mapping) => mapping[side]),
    ...(settings.associations ?? []).map((mapping) => mapping[side]),
    ...keys.flatMap((key) => ('all' in key ? key.all : [key])).map((part) => part[side]),
    ...(identity === undefined ? [] : [identity]),
  ];
}

/** Problems of a mapping that only say that a field has gone become a note: the mapping rests until it is back. */
export function pausedBy(problems: readonly Problem[]): string | null {
  const [first] = problems;
  return first && problems.every((problem) => problem.code === fieldGone) ? first.message : null;
}

/** Code of the problem that names a field which was there at the last plan or sync. */
export const fieldGone = 'field-gone';
