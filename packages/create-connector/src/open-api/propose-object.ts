import type { FieldType } from '@linkwright/core';
import type { Collection } from './find-collections.ts';
import type { Node } from './read-description.ts';
import { type Shape, shapeOf } from './schema-shape.ts';
import { standardField, standardObject } from './standard-names.ts';

export interface ProposedField {
  readonly id: string;
  readonly type: FieldType;
  readonly readOnly: boolean;
  readonly required: boolean;
  readonly choices: readonly string[];
  readonly standard: string | null;
}

export interface ProposedAssociation {
  readonly id: string;
  readonly target: string;
  readonly cardinality: 'one' | 'many';
  /** Are ids numbers in the API? */
  readonly isNumber: boolean;
  readonly readOnly: boolean;
}

export interface ProposedObject {
  readonly collection: Collection;
  readonly idProperty: string;
  readonly modifiedProperty: string | null;
  readonly standard: string | null;
  readonly displayField: string | null;
  readonly fields: readonly ProposedField[];
  readonly associations: readonly ProposedAssociation[];
}

/** The property that a record is known by. `null`: nothing looks like one. */
export function idPropertyOf({ name, item }: Collection): string | null {
  const own = singular(name).replaceAll(/[-_]/g, '').toLowerCase();
  const names = [...item.properties.keys()];
  const pick = (matches: (name: string) => boolean) => names.find(matches) ?? null;
  return (
    pick((one) => /^[_$]?id$/i.test(one)) ??
    pick((one) => one.replaceAll(/[-_]/g, '').toLowerCase() === `${own}id`) ??
    pick((one) => /^(?:uuid|guid|key)$/i.test(one))
  );
}

/** Fields and associations as the properties of the listed records suggest. `known`: the objects that the package has. */
export function proposeObject(root: Node, collection: Collection, known: readonly Collection[]): ProposedObject {
  const idProperty = idPropertyOf(collection) ?? 'id';
  const standard = standardObject(collection.name);
  const fields: ProposedField[] = [];
  const associations: ProposedAssociation[] = [];
  let modifiedProperty: string | null = null;
  for (const [id, property] of collection.item.properties) {
    if (id === idProperty) continue;
    const shape = shapeOf(root, property);
    const target = targetOf(root, id, shape, known);
    if (/^(?:last_?)?(?:updated|modified|changed)(?:_?(?:at|on|date|time))?$/i.test(id) && shape.type === 'string') {
      modifiedProperty ??= id;
    }
    const readOnly = shape.readOnly || collection.update === null;
    if (target !== null) {
      // A record that is embedded shows its id, and nobody says how it is written.
      const { type } = shape.type === 'array' ? shapeOf(root, shape.items) : shape;
      const embedded = type === 'object';
      const cardinality = shape.type === 'array' ? 'many' : 'one';
      const isNumber = type === 'integer';
      associations.push({ id, target: target.name, cardinality, isNumber, readOnly: readOnly || embedded });
      continue;
    }
    const type = typeOf(root, id, shape);
    const choices = type === 'options' ? shapeOf(root, shape.items).choices : type === 'option' ? shape.choices : [];
    const required = collection.required.has(id) && !shape.readOnly;
    // What it holds beside the value of a plain type is shown, and never written.
    fields.push({
      id,
      type,
      readOnly: readOnly || type === 'json',
      required,
      choices,
      standard: standardField(standard, id),
    });
  }
  const displayField = fields.find(({ id }) => /^(?:name|title|label|full_?name|display_?name|subject)$/i.test(id));
  return {
    ...{ collection, idProperty, modifiedProperty, standard, fields, associations },
    displayField: displayField?.id ?? null,
  };
}

/** By a reference to the schema of its records, or by a name: `ownerId`, `owner_ids`, where there are owners. */
function targetOf(root: Node, id: string, shape: Shape, known: readonly Collection[]): Collection | null {
  const inner = shape.type === 'array' ? shapeOf(root, shape.items) : shape;
  const reference = inner.reference;
  const byReference = known.find(({ item }) => reference !== null && item.reference === reference);
  if (byReference !== undefined) return byReference;
  const stem = /^(.+?)_?ids?$/i.exec(id)?.[1]?.replaceAll(/[-_]/g, '').toLowerCase();
  const isPlain = inner.type === 'string' || inner.type === 'integer';
  if (stem === undefined || stem === '' || !isPlain) return null;
  return known.find(({ name }) => singular(name).replaceAll(/[-_]/g, '').toLowerCase() === stem) ?? null;
}

function typeOf(root: Node, id: string, { type, format, choices, maxLength, items }: Shape): FieldType {
  if (type === 'array') {
    const item = shapeOf(root, items);
    return item.type === 'string' && item.choices.length > 0 ? 'options' : 'json';
  }
  if (type === 'integer') return 'integer';
  if (type === 'number') return 'decimal';
  if (type === 'boolean') return 'boolean';
  if (type !== 'string') return 'json';
  if (choices.length > 0) return 'option';
  if (format === 'date') return 'date';
  if (format === 'date-time') return 'datetime';
  if (format === 'email' || format === 'idn-email' || /^e-?mail(?:_?address)?$/i.test(id)) return 'email';
  if (format === 'uri' || format === 'url' || /^(?:url|website|homepage)$/i.test(id)) return 'url';
  if (format === 'phone' || /^(?:phone|mobile|telephone|fax)(?:_?number)?$/i.test(id)) return 'phone';
  const isLong = (maxLength ?? 0) > 1000 || /^(?:description|notes?|comments?|body|text|content)$/i.test(id);
  return isLong ? 'multiline' : 'text';
}

/** `companies` → `company`, `pets` → `pet`: as English has it, mostly. */
export function singular(name: string): string {
  if (/ies$/i.test(name)) return `${name.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/i.test(name)) return name.slice(0, -2);
  if (/people$/i.test(name)) return `${name.slice(0, -6)}person`;
  return /[^s]s$/i.test(name) ? name.slice(0, -1) : name;
}
