import {
  type AssociationEdit,
  type AssociationFieldSchema,
  type AssociationRefusal,
  type AssociationTarget,
  canonicalText,
  defineAssociation,
  RecordError,
} from '@linkwright/core';
import { createFieldCodec, type KintoneFieldCodec } from './kintone-field-codec.ts';
import { isRecordId, type WireForm, type WireProperty } from './kintone-wire.ts';

/** A lookup field: it holds the key of a record of another app, and copies some of its values. */
export interface KintoneLookup {
  readonly schema: AssociationFieldSchema;
  /** Id of the related app. */
  readonly target: string;
  /** Code of the field in the related app whose value is the key. */
  readonly keyField: string;
  /** The key is the record number, and with it the record id. */
  readonly byRecordNumber: boolean;
  readonly required: boolean;
  readonly codec: KintoneFieldCodec;
}

/**
 * `null`: the field is no lookup. `related`: the form of the related app; `null` where the credentials do not reach it,
 * and then the key is taken for an ordinary field.
 */
export function describeLookup(property: WireProperty, related: WireForm | null): KintoneLookup | null {
  const { lookup } = property;
  const codec = createFieldCodec(property);
  if (lookup === undefined || codec === null) return null;
  const target = lookup.relatedApp.app;
  const byRecordNumber = related?.[lookup.relatedKeyField]?.type === 'RECORD_NUMBER';
  return {
    target,
    keyField: lookup.relatedKeyField,
    byRecordNumber,
    required: property.required ?? false,
    codec,
    schema: defineAssociation({
      id: property.code,
      label: property.label,
      targets: [target],
      cardinality: 'one',
      refersBy: byRecordNumber ? undefined : lookup.relatedKeyField,
      changeTouchesRecord: true,
    }),
  };
}

/** Codes of the fields that lookups fill: Kintone ignores what is written there. */
export function filledByLookups(form: WireForm): ReadonlySet<string> {
  const mappings = Object.values(form).flatMap(({ lookup }) => lookup?.fieldMappings ?? []);
  return new Set(mappings.map(({ field }) => field));
}

/** An empty lookup has no target. `undefined`: not readable. */
export function decodeLookup(lookup: KintoneLookup, value: unknown): readonly AssociationTarget[] | undefined {
  const key = lookup.codec.decode(value);
  if (key === null) return [];
  if (typeof key !== 'string') return undefined;
  if (!lookup.byRecordNumber) return [{ key }];
  // With an app code the record number is shown as `CODE-14`.
  const id = /(?<!\d)(\d+)$/.exec(key)?.[1];
  return id === undefined ? undefined : [{ id }];
}

export interface EncodedLookup {
  /** What the field shall hold; empty: nothing. `null`: it stays as it is. */
  readonly key: string | null;
  readonly refused: readonly AssociationRefusal[];
}

/** The last target that is added takes the place of what the field held. */
export function encodeLookup(lookup: KintoneLookup, edit: AssociationEdit): EncodedLookup {
  const refused: AssociationRefusal[] = [];
  let key: string | null = null;
  for (const target of edit.add.toReversed()) {
    const text = keyOf(lookup, target);
    const error = text === null ? unfitTarget(lookup, target) : key === null ? null : surplusTarget(lookup);
    if (error === null) key = text;
    else refused.unshift({ field: lookup.schema.id, target, error });
  }
  if (key === null && edit.add.length === 0 && edit.result.length === 0) key = '';
  return { key, refused };
}

function keyOf(lookup: KintoneLookup, target: AssociationTarget): string | null {
  if (lookup.byRecordNumber) return 'id' in target && isRecordId(target.id) ? target.id : null;
  if (!('key' in target)) return null;
  const encoded = lookup.codec.encode(target.key);
  return 'value' in encoded && encoded.value !== '' ? canonicalText(encoded.value) : null;
}

/** The target that a written key stands for. */
export function targetOf(lookup: KintoneLookup, key: string): AssociationTarget {
  return lookup.byRecordNumber ? { id: key } : { key };
}

function unfitTarget(lookup: KintoneLookup, target: AssociationTarget): RecordError {
  const shown = 'id' in target ? `record ${target.id}` : `"${target.key}"`;
  return new RecordError(`The lookup "${lookup.schema.name}" cannot hold ${shown}.`, {
    code: 'lookup-target-refused',
    category: 'association-target',
    field: lookup.schema.id,
    remedy: `Give the record of app ${lookup.target} a value in "${lookup.keyField}", which the lookup finds it by.`,
  });
}

function surplusTarget(lookup: KintoneLookup): RecordError {
  return new RecordError(`The lookup "${lookup.schema.name}" holds one record only.`, {
    code: 'lookup-holds-one',
    category: 'association-limit',
    field: lookup.schema.id,
    remedy: 'Leave one of the records, or map the field of the other app that holds one record too.',
  });
}

/** Kintone found none or, with `several`, more than one record by the key. */
export function refusedKey(lookup: KintoneLookup, key: string, several: boolean): RecordError {
  const { name } = lookup.schema;
  const where = `"${lookup.keyField}" of app ${lookup.target}`;
  if (several) {
    return new RecordError(
      `The lookup "${name}" cannot tell which record is meant: several have "${key}" in ${where}.`,
      {
        code: 'lookup-key-not-unique',
        category: 'association-target',
        field: lookup.schema.id,
        remedy: `Give the records different values, and switch on "Prohibit duplicate values" for ${where}.`,
      },
    );
  }
  return new RecordError(`The lookup "${name}" finds no record with "${key}" in ${where}.`, {
    code: 'lookup-target-missing',
    category: 'association-target',
    field: lookup.schema.id,
    remedy: `Check that the record exists and that the credentials may see it; with API tokens, the one of app ${lookup.target} is needed too.`,
  });
}

/** Kintone refused the lookups of a record although a read found their keys. */
export function refusedLookup(lookup: KintoneLookup, said: string): RecordError {
  return new RecordError(`Kintone refuses the lookup "${lookup.schema.name}": ${said}`, {
    code: 'lookup-refused',
    category: 'association-target',
    field: lookup.schema.id,
    remedy: `Check that ${lookup.keyField} of app ${lookup.target} prohibits duplicate values, and that the credentials may see the app and this field.`,
  });
}
