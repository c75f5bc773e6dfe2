import { z } from 'zod';
import { capabilityOverridesSchema } from './capabilities-schema.ts';
import { idSchema as id } from './id-schema.ts';
import { fieldTypes, type ObjectSchema } from './object-schema.ts';
import { parseAnswer } from './parse-answer.ts';

export const summaryShape = {
  id,
  name: id,
  aliases: z.array(id).exactOptional(),
  label: z.string(),
  custom: z.boolean(),
};

export const objectSummarySchema = z.looseObject(summaryShape);

const plainNumber = /^-?\d+(\.\d+)?$/;

export const fieldLimitsSchema = z.looseObject({
  shortest: z.int().min(0).exactOptional(),
  longest: z.int().min(0).exactOptional(),
  lowest: z.string().regex(plainNumber).exactOptional(),
  highest: z.string().regex(plainNumber).exactOptional(),
  others: z
    .array(
      z.looseObject({
        name: z.string(),
        arguments: z.array(z.string()),
        text: z.string().exactOptional(),
        normalizes: z.literal(true).exactOptional(),
      }),
    )
    .exactOptional(),
});

export const fieldSchemaSchema = z.looseObject({
  id,
  name: id,
  label: z.string(),
  type: z.enum(fieldTypes),
  required: z.boolean(),
  expected: z.literal(true).exactOptional(),
  readOnly: z.boolean(),
  unique: z.boolean(),
  options: z.array(z.looseObject({ value: z.string(), label: z.string() })).exactOptional(),
  precision: z.union([z.enum(['minute', 'second', 'millisecond']), z.int().min(0)]).exactOptional(),
  digits: z.int().min(1).exactOptional(),
  limits: fieldLimitsSchema.exactOptional(),
  blankIsFalse: z.literal(true).exactOptional(),
  timeZone: z.string().exactOptional(),
  lookup: z.enum(['consistent', 'delayed', 'none']),
  standard: id.exactOptional(),
});

export const associationFieldSchemaSchema = z.looseObject({
  id,
  name: id,
  label: z.string(),
  targets: z.array(id).min(1),
  cardinality: z.enum(['one', 'many']),
  mostTargets: z.int().min(1).exactOptional(),
  readOnly: z.boolean(),
  standard: id.exactOptional(),
  prefersOne: z.boolean().exactOptional(),
  markOn: id.exactOptional(),
  primary: z.boolean().exactOptional(),
  inverse: z.looseObject({ object: id, field: id }).exactOptional(),
  refersBy: id.exactOptional(),
  writes: z.enum(['inline', 'separate']).exactOptional(),
  changeTouchesRecord: z.boolean(),
});

export const objectSchemaSchema = z
  .looseObject({
    ...summaryShape,
    standard: id.exactOptional(),
    defaultMatch: z.array(id).exactOptional(),
    capabilities: capabilityOverridesSchema.exactOptional(),
    displayField: id.exactOptional(),
    fields: z.array(fieldSchemaSchema),
    associations: z.array(associationFieldSchemaSchema),
  })
  .superRefine((object, context) => {
    const fields = new Set(object.fields.map((field) => field.id));
    const associations = new Set(object.associations.map((association) => association.id));
    const complain = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (fields.size < object.fields.length) complain(['fields'], 'two fields have the same id');
    if (associations.size < object.associations.length) complain(['associations'], 'two of them have the same id');
    if (object.displayField !== undefined && !fields.has(object.displayField)) {
      complain(['displayField'], `there is no field "${object.displayField}"`);
    }
    for (const [index, field] of (object.defaultMatch ?? []).entries()) {
      if (!fields.has(field)) complain(['defaultMatch', index], `there is no field "${field}"`);
    }
    for (const [index, { id: mark, markOn }] of object.associations.entries()) {
      if (markOn === undefined || (markOn !== mark && associations.has(markOn))) continue;
      complain(['associations', index, 'markOn'], `there is no other association field "${markOn}"`);
    }
  });

/** Throws a `ContractError` (`invalid-object-schema`) that names every fault and its place. */
export function parseObjectSchema(value: unknown): ObjectSchema {
  const { fields, associations, ...schema } = parseAnswer(
    objectSchemaSchema,
    value,
    'an object schema',
    'invalid-object-schema',
  );
  return { ...schema, fields: fields.filter(isUsable), associations: associations.filter(isUsable) };
}

/** No record can hold a value under this id: it is what a record inherits from, in JavaScript and in JSON alike. */
const isUsable = ({ id }: { readonly id: string }): boolean => id !== '__proto__';
