import type { FieldDefinition } from '../fields/field-definition.ts';

/** A field as `form/fields.json` shows it. */
export function viewField(field: FieldDefinition): object {
  const { label, ...settings } = field.settings;
  const shown = { type: field.type, code: field.code, label, ...settings };
  if (field.type !== 'SUBTABLE') return shown;
  const cells = [...field.fields.values()].map((cell) => [cell.code, viewField(cell)] as const);
  return { ...shown, fields: Object.fromEntries(cells) };
}
