import { type AssociationFieldSchema, defineField, type FieldSchema, type ObjectSchema } from '@linkwright/core';
import { describeLinkField } from './airtable-associations.ts';
import { type AirtableFieldCodec, createFieldCodec } from './airtable-field-codec.ts';
import type { WireField, WireTable } from './airtable-wire.ts';

/** A table as Airtable describes it, with what it takes to read and write its cells. */
export interface AirtableTable {
  readonly id: string;
  readonly primaryFieldId: string;
  readonly schema: ObjectSchema;
  /** By field id; link fields are not among them. */
  readonly fields: ReadonlyMap<string, AirtableField>;
  /** By field id. */
  readonly links: ReadonlyMap<string, AssociationFieldSchema>;
}

export interface AirtableField {
  readonly id: string;
  readonly name: string;
  readonly codec: AirtableFieldCodec;
}

export function describeTable(table: WireTable): AirtableTable {
  const fields = new Map<string, AirtableField>();
  const links = new Map<string, AssociationFieldSchema>();
  for (const field of table.fields) {
    const link = describeLinkField(field);
    if (link === null) fields.set(field.id, { id: field.id, name: field.name, codec: codecOf(field) });
    else links.set(field.id, link);
  }
  return {
    id: table.id,
    primaryFieldId: table.primaryFieldId,
    fields,
    links,
    schema: {
      id: table.id,
      name: table.name,
      label: table.name,
      custom: true,
      // A link field cannot be primary, but whatever is not listed must not be named.
      ...(fields.has(table.primaryFieldId) ? { displayField: table.primaryFieldId } : {}),
      fields: [...fields.values()].map(describeField),
      associations: [...links.values()],
    },
  };
}

function codecOf(field: WireField): AirtableFieldCodec {
  return createFieldCodec(field.type, field.options);
}

/** Airtable has neither required nor unique fields. */
function describeField({ id, name, codec }: AirtableField): FieldSchema {
  // A list with a formula reads the stored values, not an index.
  return defineField({ ...codec, id, name, lookup: codec.comparison === 'none' ? 'none' : 'consistent' });
}

/** The id of the field that Airtable named by its name or its id. */
export function findField(
  table: AirtableTable,
  named: string,
): { readonly id: string; readonly name: string } | undefined {
  const all = [...table.fields.values(), ...table.links.values()];
  return all.find(({ id, name }) => id === named || name === named);
}
