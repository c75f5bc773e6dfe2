import type { AssociationFieldSchema, FieldSchema, ObjectSchema } from '../contract/object-schema.ts';

/** The parts named by `Needed`, and any other; `undefined` counts as left out. */
type Definition<Schema, Needed extends keyof Schema> = Pick<Schema, Needed> & {
  readonly [Key in Exclude<keyof Schema, Needed>]?: Schema[Key] | undefined;
};

/** Its name and label are its id, it can be written, and no record is looked up by it, unless the definition says so. */
export function defineField(definition: Definition<FieldSchema, 'id' | 'type'>): FieldSchema {
  const { id, type, name, label, required, readOnly, unique, lookup } = definition;
  const { expected, options, precision, digits, limits, blankIsFalse, timeZone, standard } = definition;
  return {
    id,
    type,
    name: name ?? id,
    label: label ?? name ?? id,
    required: required ?? false,
    readOnly: readOnly ?? false,
    unique: unique ?? false,
    lookup: lookup ?? 'none',
    ...(expected !== undefined && { expected }),
    ...(options !== undefined && { options }),
    ...(precision !== undefined && { precision }),
    ...(digits !== undefined && { digits }),
    ...(limits !== undefined && { limits }),
    ...(blankIsFalse !== undefined && { blankIsFalse }),
    ...(timeZone !== undefined && { timeZone }),
    ...(standard !== undefined && { standard }),
  };
}

/** Its name and label are its id, and it can be written, unless the definition says so. */
export function defineAssociation(
  definition: Definition<AssociationFieldSchema, 'id' | 'targets' | 'cardinality' | 'changeTouchesRecord'>,
): AssociationFieldSchema {
  const { id, name, label, targets, cardinality, readOnly, changeTouchesRecord } = definition;
  const { standard, mostTargets, prefersOne, markOn, primary, inverse, refersBy, writes } = definition;
  return {
    id,
    name: name ?? id,
    label: label ?? name ?? id,
    targets,
    cardinality,
    readOnly: readOnly ?? false,
    changeTouchesRecord,
    ...(standard !== undefined && { standard }),
    ...(mostTargets !== undefined && { mostTargets }),
    ...(prefersOne !== undefined && { prefersOne }),
    ...(markOn !== undefined && { markOn }),
    ...(primary !== undefined && { primary }),
    ...(inverse !== undefined && { inverse }),
    ...(refersBy !== undefined && { refersBy }),
    ...(writes !== undefined && { writes }),
  };
}

/** An object of the app's own: its name and label are its id, and it points at no others, unless the definition says so. */
export function defineObject(
  definition: Pick<ObjectSchema, 'id' | 'fields'> & Partial<Omit<ObjectSchema, 'id' | 'fields'>>,
): ObjectSchema {
  const { id } = definition;
  return { name: id, label: definition.name ?? id, custom: false, associations: [], ...definition };
}
