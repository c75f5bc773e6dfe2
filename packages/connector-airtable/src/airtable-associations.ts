import { type AssociationFieldSchema, type AssociationTarget, defineAssociation, RecordError } from '@linkwright/core';
import { z } from 'zod';
import type { WireField } from './airtable-wire.ts';

const linkOptionsSchema = z.looseObject({
  linkedTableId: z.string(),
  prefersSingleRecordLink: z.boolean().optional().catch(undefined),
  /** Missing on a link of a table with itself, and where the inverse column was removed. */
  inverseLinkFieldId: z.string().optional().catch(undefined),
});

/** The association field of a linked-record field. `null`: the field is something else. */
export function describeLinkField(field: WireField): AssociationFieldSchema | null {
  if (field.type !== 'multipleRecordLinks') return null;
  const options = linkOptionsSchema.safeParse(field.options);
  if (!options.success) return null;
  const { linkedTableId, prefersSingleRecordLink, inverseLinkFieldId } = options.data;
  return defineAssociation({
    id: field.id,
    name: field.name,
    targets: [linkedTableId],
    // "Single record" is a wish about Airtable's own screens; the cell takes any number all the same.
    cardinality: 'many',
    prefersOne: prefersSingleRecordLink === true ? true : undefined,
    inverse: inverseLinkFieldId === undefined ? undefined : { object: linkedTableId, field: inverseLinkFieldId },
    // Writing either end moves the time of both records.
    changeTouchesRecord: true,
  });
}

const linkCellSchema = z.array(z.string());

/** An empty cell has no targets. `undefined`: not readable. */
export function decodeLinkCell(cell: unknown): readonly AssociationTarget[] | undefined {
  if (cell === undefined || cell === null) return [];
  const ids = linkCellSchema.safeParse(cell);
  return ids.success ? [...new Set(ids.data)].map((id) => ({ id })) : undefined;
}

export function refusedTarget(
  field: { readonly id: string; readonly name: string },
  target: AssociationTarget,
): RecordError {
  const shown = 'id' in target ? target.id : `"${target.key}"`;
  return new RecordError(`"${field.name}" cannot link to ${shown}: the linked table has no such record.`, {
    code: 'link-target-refused',
    category: 'association-target',
    field: field.id,
    remedy: 'Check that the linked record still exists; the link is made once there is one.',
  });
}
