import type { FieldSchema, ObjectSchema } from '@linkwright/core';
import { referenceTypes } from '@linkwright/engine';
import { describeSyncs } from '../session/describe-syncs.ts';
import { openCatalogue } from '../session/object-catalogue.ts';
import type { Work } from '../session/work.ts';
import { referenceLikeness } from '../suggest/reference-likeness.ts';
import type { ReferenceChoicesDocument } from './documents/set-up-document.ts';
import type { ObjectAsked } from './objects.ts';
import { withConnections } from './opened-apps.ts';

const canHoldKey = ({ type }: FieldSchema): boolean => referenceTypes.includes(type);

/**
 * Plain fields of two objects that may say by a name or a key which other record is meant, those that look like it first, and the
 * syncs through which such a record is found. Without such a sync there are no fields either: nothing could be declared.
 */
export function referenceChoices(
  work: Work,
  { left, right }: { readonly left: ObjectAsked; readonly right: ObjectAsked },
): Promise<ReferenceChoicesDocument> {
  return withConnections(work, [left.connection, right.connection], async (opened) => {
    const catalogue = openCatalogue(opened.connections, work.signal);
    const described = await describeSyncs(work.loaded.configuration.syncs, catalogue, opened.connections);
    const targets = described.filter(
      (sync) => sync.left.connection === left.connection && sync.right.connection === right.connection,
    );
    if (targets.length === 0) return { fields: [], targets: [] };
    const names = targets.map(({ name }) => name);
    const [ofLeft, ofRight] = await Promise.all([
      catalogue.describe(left.connection, left.object),
      catalogue.describe(right.connection, right.object),
    ]);
    const fieldsOf = (side: 'left' | 'right', object: ObjectSchema) =>
      object.fields
        .filter(canHoldKey)
        .map((field) => ({ side, field, likeness: referenceLikeness(field, object, names) }));
    const keysOf = ({ fields }: ObjectSchema) =>
      fields.filter(canHoldKey).map(({ name, label, type }) => ({ name, label, type }));
    return {
      fields: [...fieldsOf('left', ofLeft), ...fieldsOf('right', ofRight)]
        .sort((a, b) => b.likeness - a.likeness || Number(a.field.readOnly) - Number(b.field.readOnly))
        .map(({ side, field: { name, label, type }, likeness }) => ({ side, name, label, type, likely: likeness > 0 })),
      targets: targets.map((sync) => ({
        sync: sync.name,
        left: { object: sync.left.object.name, keys: keysOf(sync.left.object) },
        right: { object: sync.right.object.name, keys: keysOf(sync.right.object) },
      })),
    };
  });
}
