import {
  type AssociationEdits,
  type AssociationFieldSchema,
  type AssociationRefusal,
  type ObjectSchema,
  RecordError,
} from '@linkwright/core';
import type { Folder } from './csv-folder-client.ts';

const separator = ';';

/** Ids in a cell. */
export const decodeIds = ({ cardinality }: AssociationFieldSchema, cell: string): string | readonly string[] => {
  const ids = cell.split(separator).flatMap((id) => id.trim() || []);
  return cardinality === 'many' ? ids : (ids[0] ?? '');
};

/** A list of ids, one, or `null`. */
export const encodeIds = (value: unknown): string => [value ?? []].flat().join(separator);

/** Targets that are added and are not in their file. */
export function missingTargets(
  folder: Folder,
  { associations }: ObjectSchema,
  edits: AssociationEdits,
): readonly AssociationRefusal[] {
  return associations.flatMap(({ id: field, targets: [name = ''] }) => {
    const added = edits[field]?.add ?? [];
    const known = added.length === 0 ? new Map() : folder.read(name).rows;
    return added.flatMap((target) => {
      if ('id' in target && known.has(target.id)) return [];
      const error = new RecordError(`"${field}" points at a record that ${name}.csv does not have.`, {
        ...{ code: 'target-missing', category: 'association-target', field },
        remedy: 'Check that the record it points at is still there.',
      });
      return [{ field, target, error }];
    });
  });
}
