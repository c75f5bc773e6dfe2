import { type AssociationFieldSchema, ConfigurationError, nearest, type ObjectSchema } from '@linkwright/core';
import { z } from 'zod';
import type { Output } from '../output/output.ts';
import { renderTable } from '../output/render-table.ts';
import { describeSyncs } from '../session/describe-syncs.ts';
import { openCatalogue } from '../session/object-catalogue.ts';
import {
  type Connections,
  noteProblems,
  type OpenConnection,
  openConnections,
  refuseProblems,
} from '../session/open-connections.ts';
import { compileOpened } from '../session/open-session.ts';
import { narrowForSync } from '../suggest/narrow-for-sync.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
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
  if (compatibleWith !== undefined) return runCompatible(context, connection, object, compatibleWith);
  const work = await openWork(context);
  const opened = await openConnections(work);
  try {
    // The file may still be wrong: this command is there to put it right. Only an app that is asked for must answer.
    const isMissing = connection === undefined ? opened.connections.size === 0 : !opened.connections.has(connection);
    if (isMissing)
      refuseProblems({ ...opened, problems: problemsOf(opened, connection), refusals: refusalsOf(opened, connection) });
    noteProblems(work, opened);
    context.output.progress(null);
    if (connection === undefined) return await listAll(context, opened);
    const chosen = choose(connection, opened.connections);
    if (object === undefined)
      return await listAll(context, { ...opened, connections: new Map([[connection, chosen]]) });
    const schema = await describe(chosen, object, context.signal);
    context.output.document({ connection, object: schema });
    printSchema(context.output, schema, await objectNames(opened, connection, context.signal));
    return exitCodes.done;
  } finally {
    await opened.close();
  }
};

const isOf = (path: readonly (string | number)[], connection: string | undefined): boolean =>
  connection === undefined || path.length === 0 || (path[0] === 'connections' && path[1] === connection);

const problemsOf = ({ problems }: Connections, connection: string | undefined) =>
  problems.filter(({ path }) => isOf(path, connection));

const refusalsOf = ({ refusals }: Connections, connection: string | undefined) =>
  refusals.filter(({ path }) => isOf(path, connection));

function choose(name: string, connections: ReadonlyMap<string, OpenConnection>): OpenConnection {
  const known = connections.get(name);
  if (known) return known;
  const near = nearest(name, [...connections.keys()]);
  throw new ConfigurationError(`There is no connection "${name}".`, {
    code: 'unknown-connection',
    remedy: near === null ? `Known connections: ${[...connections.keys()].join(', ')}.` : `Did you mean "${near}"?`,
  });
}

async function listAll(context: CommandContext, { connections }: Pick<Connections, 'connections'>): Promise<ExitCode> {
  const listed = await Promise.all(
    [...connections].map(async ([name, connection]) => ({
      connection: name,
      app: connection.displayName,
      ...(await connection.app.listObjects({}, { signal: context.signal })),
    })),
  );
  context.output.document({ connections: listed });
  const rows = listed.flatMap(({ connection, app, objects }) =>
    objects.map((object) => [connection, app, object.name, object.id, object.label]),
  );
  const titles = ['connection', 'app', 'object', 'id', 'label'].map((title) => ({ title }));
  context.output.print(renderTable(titles, rows, context.output.columns));
  for (const { connection, complete } of listed) {
    if (!complete) context.output.note(`${connection} may have more objects than its key can list; name those by id.`);
  }
  return exitCodes.done;
}

async function describe(connection: OpenConnection, name: string, signal: AbortSignal): Promise<ObjectSchema> {
  const { objects, complete } = await connection.app.listObjects({}, { signal });
  const found =
    objects.find((object) => object.id === name || object.name === name) ??
    objects.find((object) => object.aliases?.includes(name));
  if (!found && complete) {
    const names = objects.map((object) => object.name);
    const near = nearest(name, names);
    throw new ConfigurationError(`${connection.displayName} has no object "${name}".`, {
      code: 'unknown-object',
      remedy: near === null ? `Known objects: ${names.join(', ')}.` : `Did you mean "${near}"?`,
    });
  }
  const [schema] = await connection.app.describeObjects({ objects: [found?.id ?? name] }, { signal });
  if (schema) return schema;
  throw new ConfigurationError(`${connection.displayName} does not describe "${name}".`, {
    code: 'unknown-object',
    remedy: 'Check that the key may read its schema.',
  });
}

/** Names of a connection's objects by id: links point at ids. */
async function objectNames(
  { connections }: Pick<Connections, 'connections'>,
  connection: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const listing = await connections.get(connection)?.app.listObjects({}, { signal });
  return new Map(listing?.objects.map((object) => [object.id, object.name]));
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

/** The same narrowing as `check` and the set-up: which association fields fit one of the other app, and why not. */
async function runCompatible(
  context: CommandContext,
  connection: string | undefined,
  object: string | undefined,
  field: string,
): Promise<ExitCode> {
  const work = await openWork(context);
  const opened = await openConnections(work);
  try {
    const { loaded, connections } = opened;
    const compiled = await compileOpened(opened, context.signal);
    if (connections.size < 2) refuseProblems(opened);
    const catalogue = openCatalogue(connections, context.signal);
    const isRight = compiled.problems.length === 0 && compiled.syncs.length > 0;
    const syncs = isRight ? compiled.syncs : await describeSyncs(loaded.configuration.syncs, catalogue, connections);
    context.output.progress(null);
    noteProblems(work, opened);
    const sync = syncs.find((one) =>
      [one.left, one.right].some(
        (end) => end.connection === connection && [end.object.name, end.object.id].includes(object ?? ''),
      ),
    );
    if (!sync) {
      throw new ConfigurationError(
        `No active sync uses ${connection ?? 'a connection'} ${object ?? 'and an object'}.`,
        {
          code: 'unknown-object',
          remedy: 'Write: linkwright objects CONNECTION OBJECT --compatible-with FIELD, with an object that is synced.',
        },
      );
    }
    const [own, other] = sync.left.connection === connection ? [sync.left, sync.right] : [sync.right, sync.left];
    const chosen = other.object.associations.find((one) => one.name === field || one.id === field);
    if (!chosen) {
      const names = other.object.associations.map((one) => one.name);
      const near = nearest(field, names);
      throw new ConfigurationError(
        `${connections.get(other.connection)?.displayName} ${other.object.name} has no association field "${field}".`,
        {
          code: 'unknown-association-field',
          remedy: near === null ? `Known association fields: ${names.join(', ')}.` : `Did you mean "${near}"?`,
        },
      );
    }
    const [ofChosen, ofCandidates] = await Promise.all([
      objectNames(opened, other.connection, context.signal),
      objectNames(opened, own.connection, context.signal),
    ]);
    const narrowed = narrowForSync({
      chosen,
      from: other,
      candidates: own,
      syncs,
      nameOf: (id, side) => (side === 'chosen' ? ofChosen : ofCandidates).get(id) ?? id,
    });
    context.output.document({
      field,
      candidates: narrowed.map(({ candidate, compatibility }) => ({ name: candidate.name, ...compatibility })),
    });
    context.output.print(
      renderTable(
        [{ title: 'association field' }, { title: 'fits' }, { title: '' }],
        narrowed.map(({ candidate, compatibility }) => [
          candidate.name,
          compatibility.compatible ? 'yes' : 'no',
          compatibility.compatible
            ? `via ${compatibility.via.join(', ')}`
            : [compatibility.reason, compatibility.hint ?? ''].filter((text) => text !== '').join('. '),
        ]),
        context.output.columns,
      ),
    );
    return exitCodes.done;
  } finally {
    await opened.close();
  }
}
