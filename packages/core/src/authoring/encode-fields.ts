import type { Fields } from '../contract/canonical-value.ts';
import { RecordError } from '../errors/linkwright-error.ts';
import type { FieldCodec } from './field-codec.ts';

export interface EncodedObject {
  /** For people, in messages: `Airtable`. */
  readonly appName: string;
  /** Of the object, for people. */
  readonly name: string;
  /** By field id. */
  readonly fields: ReadonlyMap<string, EncodedField>;
}

export interface EncodedField {
  /** For people. */
  readonly name: string;
  readonly codec: Pick<FieldCodec, 'readOnly' | 'encode'>;
}

/**
 * The fields of a change as the app writes them, by field id. Throws a `RecordError` for a field that is not there, that the app
 * fills itself, or that does not take the value.
 */
export function encodeFields(
  { appName, name, fields }: EncodedObject,
  values: Fields,
): Readonly<Record<string, unknown>> {
  const encoded = Object.entries(values).map(([id, value]) => {
    const field = fields.get(id);
    if (field === undefined) throw unknownField({ appName, name }, id);
    if (field.codec.readOnly) {
      throw new RecordError(`"${field.name}" of "${name}" cannot be written: ${appName} fills it itself.`, {
        code: 'field-read-only',
        category: 'read-only',
        field: id,
        remedy: `Map it away from ${appName} only, or map another field.`,
      });
    }
    const one = field.codec.encode(value);
    if ('value' in one) return [id, one.value] as const;
    throw new RecordError(`"${field.name}" of "${name}" does not take the value: ${one.problem}.`, {
      code: 'invalid-value',
      category: 'invalid-value',
      field: id,
      remedy: 'Correct the value in the other app, or map the field to one of another type.',
    });
  });
  return Object.fromEntries(encoded);
}

/** The error of a change that names a field, or an association field, that the object does not have (any more). */
export function unknownField({ appName, name }: Pick<EncodedObject, 'appName' | 'name'>, id: string): RecordError {
  return new RecordError(`"${name}" of ${appName} has no field "${id}" to write to.`, {
    code: 'unknown-field',
    category: 'other',
    field: id,
    remedy: 'Run `linkwright check`: it names the mappings whose field is gone.',
  });
}
