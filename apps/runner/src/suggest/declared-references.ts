import type { AssociationFieldSchema, ObjectSchema, ObjectSync } from '@linkwright/core';
import type { ObjectCatalogue } from '../session/object-catalogue.ts';

interface SyncEnd {
  readonly side: 'left' | 'right';
  readonly object: Pick<ObjectSchema, 'fields'>;
}

/** The plain fields of one end that its sync declares as references, as association fields. */
export async function declaredReferences(
  syncs: Readonly<Record<string, ObjectSync>>,
  catalogue: Pick<ObjectCatalogue, 'idOf'>,
  { side, object }: SyncEnd,
  sync: string,
): Promise<readonly AssociationFieldSchema[]> {
  const found: AssociationFieldSchema[] = [];
  for (const reference of syncs[sync]?.references ?? []) {
    const name = reference[side];
    const target = syncs[reference.target]?.[side];
    const field = object.fields.find((one) => name !== undefined && [one.name, one.id].includes(name));
    if (!field || target === undefined) continue;
    found.push({
      id: field.id,
      name: field.name,
      label: field.label,
      targets: [await catalogue.idOf(target.connection, target.object)],
      cardinality: reference.separator === undefined ? 'one' : 'many',
      readOnly: field.readOnly,
      changeTouchesRecord: true,
    });
  }
  return found;
}
