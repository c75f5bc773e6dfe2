import { titleOf } from '../package-name.ts';
import { call, keyOf, list, literal, quoted } from './code-writer.ts';
import type { ProposedField, ProposedObject } from './propose-object.ts';

/** `src/…-associations.ts` */
export function associationsCode(objects: readonly ProposedObject[], source: string): string {
  const entries = objects.map(({ collection: { name }, associations }) => {
    const calls = associations.map(({ id, target, cardinality, readOnly }) => {
      const given = { id, targets: [target], cardinality, readOnly: readOnly || undefined, changeTouchesRecord: true };
      return call('defineAssociation', given, '    ');
    });
    const start = `  ${keyOf(name)}: `;
    return `${start}${list(calls, '  ', start)},\n`;
  });
  const hasAny = objects.some(({ associations }) => associations.length > 0);
  const imported = hasAny ? '{ type AssociationFieldSchema, defineAssociation }' : 'type { AssociationFieldSchema }';
  return `import ${imported} from '@linkwright/core';

/** By object, what points at records: proposed from ${source}. */
export const associations = {
${entries.join('')}} satisfies Readonly<Record<string, readonly AssociationFieldSchema[]>>;
`;
}

/** `src/…-schema.ts` */
export function schemaCode(objects: readonly ProposedObject[], source: string, appName: string, app: string): string {
  const schemas = objects.map(({ collection: { name }, standard, displayField, fields }) => {
    const own = {
      ...{ id: name, name, label: titleOf(name), custom: false },
      ...(standard !== null && { standard }),
      ...(displayField !== null && { displayField }),
    };
    const lines = Object.entries(own).map(([key, value]) => `    ${key}: ${literal(value)},\n`);
    const calls = fields.map((field) => fieldCode(field));
    const access = /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
    return `  {\n${lines.join('')}    fields: ${list(calls, '    ', '    fields: ')},\n    associations: associations${access},\n  },\n`;
  });
  const hasFields = objects.some(({ fields }) => fields.length > 0);
  return `import { ${hasFields ? 'defineField, ' : ''}describedObjects, type ObjectSchema } from '@linkwright/core';
import { associations } from './${app}-associations.ts';

/** For people, in messages. */
export const appName = ${quoted(appName)};

/** Proposed from ${source}: look at every type, at what is required, and at what can be found by its value (\`lookup\`). */
export const schemas: readonly ObjectSchema[] = [
${schemas.join('')}];

export const objects = describedObjects({ appName, schemas });
`;
}

function fieldCode({ id, type, readOnly, required, choices, standard }: ProposedField): string {
  const options = choices.map((value) => ({ value, label: value }));
  const given = {
    ...{ id, type, required: required || undefined, readOnly: readOnly || undefined },
    options: type === 'option' || type === 'options' ? options : undefined,
    standard: standard ?? undefined,
  };
  return call('defineField', given, '      ');
}

/** The table of \`src/…-calls.ts\`. */
export function callsCode(objects: readonly ProposedObject[]): string {
  const table = Object.fromEntries(
    objects.map(({ collection, idProperty, modifiedProperty, associations }) => {
      const { name, path, items, paging, since, itemPath, read, create, update, archive } = collection;
      const list = { path, items, paging, since };
      const numberIds = associations.flatMap(({ id, isNumber }) => (isNumber ? [id] : []));
      const own = { id: idProperty, modified: modifiedProperty, numberIds };
      return [name, { ...own, list, itemPath, read, create, update, archive }];
    }),
  );
  return `\nexport const calls: Readonly<Record<string, ObjectCalls>> = ${literal(table)};\n`;
}
