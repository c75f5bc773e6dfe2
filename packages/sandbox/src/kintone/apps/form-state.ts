import { type FieldDefinition, isCell, isUnique } from '../fields/field-definition.ts';
import type { NumberPrecision } from '../fields/number-precision.ts';
import type { RecordRight } from './record-right.ts';

/** An app's process: its statuses in order, the first one is where records begin. */
export interface ProcessState {
  readonly enabled: boolean;
  readonly states: readonly { readonly name: string; readonly index: string }[];
  readonly actions: readonly { readonly name: string; readonly from: string; readonly to: string }[];
}

/** What is set of an app, as one revision. It is never changed, only replaced: deploying makes the preview the live form. */
export interface FormState {
  readonly revision: number;
  readonly name: string;
  readonly description: string;
  /** Of the form itself, by code; cells of tables stand within their table. */
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  /** As it was set; undefined where the fields stand one below the other. */
  readonly layout: readonly object[] | undefined;
  readonly process: ProcessState;
  readonly numberPrecision: NumberPrecision;
  /** The most important first. Empty: whoever may use the app may do everything with its records. */
  readonly recordRights: readonly RecordRight[];
}

/** A field found by its code, and the table that it is a cell of. */
export interface PlacedField {
  readonly field: FieldDefinition;
  readonly table: FieldDefinition | undefined;
}

const placedFields = new WeakMap<FormState, ReadonlyMap<string, PlacedField>>();
const mappedKeys = new WeakMap<ReadonlyMap<string, FieldDefinition>, ReadonlySet<number>>();

/** Codes are unique in a form, cells of tables included. */
export function fieldsByCode(form: FormState): ReadonlyMap<string, PlacedField> {
  const known = placedFields.get(form);
  if (known !== undefined) return known;
  const placed = new Map<string, PlacedField>();
  for (const field of form.fields.values()) {
    placed.set(field.code, { field, table: undefined });
    for (const cell of field.fields.values()) placed.set(cell.code, { field: cell, table: field });
  }
  placedFields.set(form, placed);
  return placed;
}

/** The keys of fields that lookups fill. What a request writes into them is ignored. */
export function filledByLookups(fields: ReadonlyMap<string, FieldDefinition>): ReadonlySet<number> {
  const known = mappedKeys.get(fields);
  if (known !== undefined) return known;
  const keys = new Set<number>();
  for (const { settings } of fields.values()) {
    for (const { field: target } of settings.lookup?.fieldMappings ?? []) {
      const filled = fields.get(target);
      if (filled !== undefined) keys.add(filled.key);
    }
  }
  mappedKeys.set(fields, keys);
  return keys;
}

export function uniqueFieldsOf(form: FormState): readonly FieldDefinition[] {
  return [...form.fields.values()].filter((field) => isCell(field) && isUnique(field));
}
