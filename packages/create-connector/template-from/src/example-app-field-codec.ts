import {
  booleanCodec,
  dateCodec,
  datetimeCodec,
  type FieldCodec,
  type FieldSchema,
  jsonCodec,
  numberCodec,
  optionsCodec,
  textCodec,
  valuesBy,
} from '@linkwright/core';

/** How the app writes the values of a field: as JSON mostly does. */
function codecOf({ type, options = [] }: FieldSchema): FieldCodec {
  switch (type) {
    case 'integer':
      return numberCodec(0);
    case 'decimal':
      return numberCodec();
    case 'boolean':
      return booleanCodec();
    case 'date':
      return dateCodec();
    case 'datetime':
      return datetimeCodec();
    case 'options':
      return optionsCodec(options);
    case 'json':
      return jsonCodec;
    default:
      return textCodec(type);
  }
}

export const values = valuesBy(codecOf);
