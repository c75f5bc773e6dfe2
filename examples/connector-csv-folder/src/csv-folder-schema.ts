import {
  type AssociationFieldSchema,
  ConfigurationError,
  defineAssociation,
  defineField,
  type FieldSchema,
  type FieldType,
  nearest,
  type ObjectSchema,
  standardVocabulary,
} from '@linkwright/core';

/** Types that a header may name: `visits:integer`. */
const types: readonly FieldType[] = [
  'text',
  'email',
  'url',
  'phone',
  'integer',
  'decimal',
  'boolean',
  'date',
  'datetime',
];

/**
 * What the header of a file says: `id,name,email:email,visits:integer,employer:@companies,clients:@companies[]`. A column is a
 * text, or of the type behind its colon, or holds the id of a record of another file, or a list of such ids.
 */
export function schemaOf(
  name: string,
  header: readonly string[],
  names: readonly string[],
): { readonly schema: ObjectSchema; readonly ids: readonly string[] } {
  const fields: FieldSchema[] = [];
  const associations: AssociationFieldSchema[] = [];
  const ids: string[] = [];
  for (const column of header) {
    const [, id = '', kind = 'text'] = /^([^:]*)(?::(.*))?$/s.exec(column.trim()) ?? [];
    if (id === '' || ids.includes(id)) throw badHeader(name, column, 'a column needs a name of its own');
    ids.push(id);
    if (id === 'id') continue;
    const target = /^@(.+?)(\[\])?$/.exec(kind);
    if (target === null) fields.push(fieldOf(name, id, kind));
    else associations.push(associationOf(name, id, target, names));
  }
  if (!ids.includes('id')) throw badHeader(name, header.join(','), 'there is no column `id`');
  const defaultMatch = ['email', 'name'].filter((id) => fields.some((field) => field.id === id));
  const standard = standardObject(name);
  const displayField = fields.find((field) => /^(?:name|title|email)$/i.test(field.id))?.id;
  return {
    ids,
    schema: {
      ...{ id: name, name, label: name, custom: true, fields, associations },
      ...(displayField !== undefined && { displayField }),
      ...(standard !== undefined && { standard, defaultMatch }),
    },
  };
}

function fieldOf(name: string, id: string, kind: string): FieldSchema {
  const type = types.find((one) => one === kind);
  if (type !== undefined) return defineField({ ...standardOf(name, id), id, type, lookup: 'consistent' });
  const near = nearest(kind, types);
  const advice = near === null ? `types are ${types.join(', ')}` : `did you mean "${near}"?`;
  throw badHeader(name, `${id}:${kind}`, advice);
}

function associationOf(
  name: string,
  id: string,
  [, target = '', list]: RegExpExecArray,
  names: readonly string[],
): AssociationFieldSchema {
  if (!names.includes(target)) throw badHeader(name, id, `there is no ${target}.csv`);
  const cardinality = list === undefined ? 'one' : 'many';
  return defineAssociation({ id, targets: [target], cardinality, changeTouchesRecord: true });
}

function badHeader(name: string, column: string, what: string): ConfigurationError {
  return new ConfigurationError(`${name}.csv, column "${column}": ${what}.`.replace('?.', '?'), {
    code: 'header-unusable',
    remedy: 'Correct the first line of the file.',
  });
}

/** Names that every connector uses alike, by which objects and fields of two apps find each other. */
const standardObjects = { people: 'Person', contacts: 'Person', companies: 'Organization' } as const;

function standardObject(name: string) {
  return Object.entries(standardObjects).find(([plain]) => plain === name.toLowerCase())?.[1];
}

/** `email` of `people` → `Person.email` */
function standardOf(object: string, field: string): { readonly standard?: string } {
  const standard = standardObject(object);
  if (standard === undefined) return {};
  const known: readonly string[] = standardVocabulary[standard].fields;
  return known.includes(field) ? { standard: `${standard}.${field}` } : {};
}
