import type { AssociationFieldSchema, ObjectSchema } from '@linkwright/core';
import { z } from 'zod';
import { compatibleFields, describeObject, listObjects } from '../operations/objects.ts';
import type { Output } from '../output/output.ts';
import { renderTable } from '../output/render-table.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

const optionsSchema = z.object({ compatibleWith: z.string().optional() });

export const registerObjects: RegisterCommand = (program, act) => {
  program
    .command('objects')
    .description('what the apps offer: objects, their fields and association fields')
    .argument('[connection]', 'name of a connection (default: all)')
    .argument('[object]', 'name of an object: lists its fields')
    .option('--compatible-with <field>', 'of the association fields, those that fit one of the other app')
    .action(act(runObjects));
};

const runObjects: CommandAction = async (context, given, words) => {
  const [connection, object] = words;
  const { compatibleWith } = optionsSchema.parse(given);
  const work = await openWork(context);
  const { output } = context;
  if (compatibleWith !== undefined) {
    printCompatible(output, await compatibleFields(work, { connection, object, field: compatibleWith }));
  } else if (connection === undefined || object === undefined) {
    printObjects(output, await listObjects(work, { connection }));
  } else {
    const { names, ...document } = await describeObject(work, { connection, object });
    output.document(document);
    printSchema(output, document.object, new Map(Object.entries(names)));
  }
  return exitCodes.done;
};

function printObjects(output: Output, document: Awaited<ReturnType<typeof listObjects>>): void {
  output.document(document);
  const rows = document.connections.flatMap(({ connection, app, objects }) =>
    objects.map((object) => [connection, app, object.name, object.id, object.label]),
  );
  const titles = ['connection', 'app', 'object', 'id', 'label'].map((title) => ({ title }));
  output.print(renderTable(titles, rows, output.columns));
  for (const { connection, complete } of document.connections) {
    if (!complete) output.note(`${connection} may have more objects than its key can list; name those by id.`);
  }
}

function printSchema(output: Output, schema: ObjectSchema, names: ReadonlyMap<string, string>): void {
  const titles = ['field', 'type', 'label', 'remarks'].map((title) => ({ title }));
  output.print(
    renderTable(
      titles,
      schema.fields.map((field) => [
        field.name,
        field.type,
        field.label,
        [
          ...(field.readOnly ? ['read-only'] : []),
          ...(field.required ? ['required'] : []),
          ...(field.unique ? ['unique'] : []),
          ...(field.options ? [optionsOf(field.options)] : []),
        ].join(', '),
      ]),
      output.columns,
    ),
  );
  if (schema.associations.length === 0) return;
  output.print('');
  output.print(
    renderTable(
      ['association field', 'holds', 'of', 'label'].map((title) => ({ title })),
      schema.associations.map((association) => [
        association.name,
        holds(association),
        association.targets.map((target) => names.get(target) ?? target).join(', '),
        association.label,
      ]),
      output.columns,
    ),
  );
}

const optionsOf = (options: readonly { readonly label: string }[]): string => {
  const shown = options.slice(0, 4).map((option) => option.label);
  return `${shown.join(' | ')}${options.length > 4 ? ` | … ${options.length} options` : ''}`;
};

const holds = (association: AssociationFieldSchema): string => (association.cardinality === 'one' ? 'one' : 'several');

function printCompatible(output: Output, document: Awaited<ReturnType<typeof compatibleFields>>): void {
  output.document(document);
  output.print(
    renderTable(
      [{ title: 'association field' }, { title: 'fits' }, { title: '' }],
      document.candidates.map(({ name, ...compatibility }) => [
        name,
        compatibility.compatible ? 'yes' : 'no',
        compatibility.compatible
          ? `via ${compatibility.via.join(', ')}`
          : [compatibility.reason, compatibility.hint ?? ''].filter((text) => text !== '').join('. '),
      ]),
      output.columns,
    ),
  );
}
