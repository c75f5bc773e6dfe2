import type { AssociationFieldSchema, ObjectSchema } from '@linkwright/core';
import type { CompiledEnd, CompiledSync } from '@linkwright/engine';
import type { Session } from '../session/open-session.ts';

/** An object of which a rehearsal needs records: what of them is read. */
export interface SampledObject {
  readonly connection: string;
  readonly account: string;
  /** As the app itself describes it. */
  readonly schema: ObjectSchema;
  readonly end: CompiledEnd;
  /** Ids of the fields that are read. */
  readonly fields: ReadonlySet<string>;
  /** Ids of the association fields that are read. */
  readonly associations: ReadonlySet<string>;
}

export const objectKey = ({ account, object }: Pick<CompiledEnd, 'account' | 'object'>): string =>
  `${account}\n${object.id}`;

const sides = ['left', 'right'] as const;

interface MutableNeeds {
  readonly schema: ObjectSchema;
  readonly fields: Set<string>;
  readonly associations: Set<string>;
}

/** The objects of all syncs that run, the implied ones too, by `objectKey`. */
export function sampledObjects({ compilation, connections }: Session): ReadonlyMap<string, SampledObject> {
  const objects = new Map<string, SampledObject & MutableNeeds>();
  for (const sync of compilation.syncs) {
    for (const side of sides) {
      const end = sync[side];
      const schema = connections.get(end.connection)?.told.schemas.get(end.object.id) ?? end.object;
      const known = objects.get(objectKey(end)) ?? {
        connection: end.connection,
        account: end.account,
        schema,
        end,
        fields: new Set(ownNeeds(schema)),
        associations: new Set<string>(),
      };
      objects.set(objectKey(end), known);
      for (const id of fieldsOf(sync, side)) addNeed(known, id);
      for (const association of sync.associations) addNeed(known, association[side].id);
    }
  }
  for (const sync of compilation.syncs) addTargetKeys(sync, compilation.syncs, objects);
  for (const object of objects.values()) addMarks(object);
  return objects;
}

/** Fields of targets by whose values they are named. */
function addTargetKeys(
  { associations }: CompiledSync,
  syncs: readonly CompiledSync[],
  objects: ReadonlyMap<string, MutableNeeds>,
): void {
  for (const { via, viaReversed, keys } of associations) {
    const target = syncs.find(({ name }) => name === via);
    for (const side of sides) {
      const end = target?.[viaReversed === (side === 'left') ? 'right' : 'left'];
      const bearer = end && objects.get(objectKey(end));
      const key = keys[side];
      if (bearer && key !== null) addNeed(bearer, key.field.id);
    }
  }
}

/** What an app asks of a record whatever the file says, and what a person knows it by. */
function ownNeeds({ fields, displayField }: ObjectSchema): readonly string[] {
  const own = fields.filter(
    ({ id, required, unique, standard }) =>
      required || unique || id === displayField || standard?.endsWith('.pipeline') === true,
  );
  return own.map(({ id }) => id);
}

function* fieldsOf(sync: CompiledSync, side: 'left' | 'right'): Generator<string> {
  for (const mapping of sync.fields) yield mapping[side].id;
  for (const { parts } of sync.matchKeys) for (const part of parts) yield part[side];
  for (const { field } of sync.filter[side]) yield field.id;
  const identity = sync.identity[side];
  if (identity !== null) yield identity;
}

/** A plain field that is declared as a reference is mapped like an association field, and read like what it is. */
function addNeed({ schema, fields, associations }: MutableNeeds, id: string): void {
  if (schema.associations.some((field) => field.id === id)) associations.add(id);
  else if (schema.fields.some((field) => field.id === id)) fields.add(id);
}

/** A set is no copy of itself without the marks of which there is one, nor a mark without its set. */
function addMarks({ schema, associations }: MutableNeeds): void {
  const add = (wanted: (field: AssociationFieldSchema) => boolean): void => {
    for (const field of schema.associations) if (wanted(field)) associations.add(field.id);
  };
  add(({ id }) => schema.associations.some((mark) => mark.markOn === id && associations.has(mark.id)));
  add(({ markOn, cardinality }) => markOn !== undefined && cardinality === 'one' && associations.has(markOn));
}
