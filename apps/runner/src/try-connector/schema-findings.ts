import type { ConnectorCapabilities, ObjectSchema } from '@linkwright/core';

/** What the schema of an object says that cannot be, or that costs its users something. `known`: ids of all objects. */
export function schemaFindings(
  schema: ObjectSchema,
  capabilities: ConnectorCapabilities,
  known: ReadonlySet<string> | null,
): { readonly wrong: readonly string[]; readonly notes: readonly string[] } {
  const { fields, associations } = schema;
  const ids = new Set(fields.map(({ id }) => id));
  const wrong: string[] = [];
  const notes: string[] = [];
  const names = [...fields, ...associations].map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) wrong.push(`Two fields have one name, so the file can mean neither: ${listed(twice)}.`);
  for (const { name, type, options, unique, lookup } of fields) {
    const needed = type === 'option' || type === 'options';
    if (needed !== (options !== undefined)) wrong.push(`"${name}" is of type ${type}: options go with option(s) only.`);
    const values = (options ?? []).map(({ value }) => value);
    if (new Set(values).size < values.length) wrong.push(`Two options of "${name}" have the same value.`);
    if (unique && lookup === 'none')
      notes.push(
        `"${name}" is unique and cannot be looked up, so a record that bears a value already is found by reading all.`,
      );
  }
  for (const id of schema.defaultMatch ?? [])
    if (!ids.has(id)) wrong.push(`defaultMatch names "${id}", which is no field.`);
  const { displayField } = schema;
  if (displayField === undefined) notes.push('It has no displayField, so people see ids.');
  else if (!ids.has(displayField)) wrong.push(`displayField names "${displayField}", which is no field.`);
  for (const { name, targets, markOn } of associations) {
    const strange = known === null ? [] : targets.filter((target) => !known.has(target));
    if (strange.length > 0) wrong.push(`"${name}" points at objects that are not listed: ${listed(strange)}.`);
    if (markOn !== undefined && !associations.some(({ id }) => id === markOn))
      wrong.push(`"${name}" is a mark on "${markOn}", which is no association field.`);
  }
  if (fields.length > 0 && fields.every(({ readOnly }) => readOnly)) notes.push('No field of it can be written.');
  if (!fields.some(({ lookup }) => lookup !== 'none'))
    notes.push('No field of it can be looked up, so records are matched by reading all of them.');
  if (schema.standard === undefined) notes.push('It has no standard name, so nothing is mapped by default.');
  if (capabilities.batchLimits.create === 1) notes.push('Records are created one by one (batchLimits.create is 1).');
  return { wrong, notes };
}

export const listed = (names: readonly string[]): string => [...new Set(names)].map((name) => `"${name}"`).join(', ');
