import type { AssociationFieldSchema, FieldSchema, FieldType } from '@linkwright/core';

export function field(type: FieldType, more: Partial<FieldSchema> = {}): FieldSchema {
  const name = more.name ?? type;
  return {
    id: name,
    name,
    label: name,
    type,
    required: false,
    readOnly: false,
    unique: false,
    lookup: 'none',
    ...more,
  };
}

/** `names`: labels, each with its value after a colon; the label is the value where there is none. */
export function optionField(type: 'option' | 'options', name: string, names: readonly string[]): FieldSchema {
  const options = names.map((text) => {
    const [label = text, value = label] = text.split(':');
    return { label, value };
  });
  return field(type, { name, options });
}

export function associationField(
  id: string,
  cardinality: 'one' | 'many',
  targets: readonly string[],
  more: Partial<AssociationFieldSchema> = {},
): AssociationFieldSchema {
  return { id, name: id, label: id, targets, cardinality, readOnly: false, changeTouchesRecord: true, ...more };
}
