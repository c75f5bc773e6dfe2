import {
  ConfigurationError,
  conflictsSchema,
  nearest,
  type ObjectSync,
  objectInTimeZone,
  type Winner,
} from '@linkwright/core';
import type { ConfigurationEdit, PlainValue } from '../configuration/edit/configuration-edit.ts';
import { visible } from '../output/visible.ts';
import { mappingOf, matchKeyOf } from '../suggest/propose-sync.ts';
import { suggestFields } from '../suggest/suggest-fields.ts';
import { checkName } from './check-name.ts';
import { chooseAssociations } from './choose-associations.ts';
import { chooseCreate, chooseDirection, chooseWinner } from './choose-behaviour.ts';
import { chooseConnection } from './choose-connection.ts';
import { chooseFields } from './choose-fields.ts';
import { chooseFilter, filterEdits, refuseUnknownFields } from './choose-filter.ts';
import { chooseMatch } from './choose-match.ts';
import { chooseReferences } from './choose-references.ts';
import { chooseMappingToRemove, mappingRemovals } from './remove-mappings.ts';
import { setUpSync, timeZoneEdits } from './set-up-sync.ts';
import type { SetupContext, SetupEnd, SetupPair } from './setup-context.ts';
import { setupFlagsSchema } from './setup-flags.ts';

/** Changes an object sync of the file: by flags, else by questions until nothing more is to be changed. */
export async function changeSync(context: SetupContext, wanted: string | null): Promise<void> {
  const { ask, draft } = context;
  const { syncs } = draft.loaded().configuration;
  const names = Object.keys(syncs);
  const name =
    wanted ??
    (await ask?.choose<string | null>('Which sync?', [
      ...Object.entries(syncs).map(([value, { enabled, left, right }]) => ({
        value,
        label: value,
        hint: `${left.connection} ${left.object}, ${right.connection} ${right.object}${enabled ? '' : ', switched off'}`,
      })),
      { value: null, label: 'None' },
    ]));
  if (name === null) return;
  const sync = name === undefined ? undefined : syncs[name];
  if (name === undefined || sync === undefined) throw unknownSync(name ?? '', names);
  await chooseConnection({ ...context, flags: endsOnly(sync) }, 'left');
  await chooseConnection({ ...context, flags: endsOnly(sync) }, 'right');
  const pair = await pairOf(context, name);
  refuseUnknownFields(context, pair, context.flags.filter ?? []);
  const edits = editsOfFlags(context, name, pair);
  await draft.apply(...edits);
  if (ask === null || edits.length > 0) return;
  await changeByQuestions({ ...context, flags: setupFlagsSchema.parse({}) }, name, pair);
}

const endsOnly = ({ left, right }: { readonly left: SetupFlagsEnd; readonly right: SetupFlagsEnd }) =>
  setupFlagsSchema.parse({ left, right });

type SetupFlagsEnd = { readonly connection: string; readonly object: string };

export async function pairOf({ draft, catalogue }: SetupContext, name: string): Promise<SetupPair> {
  const sync = draft.loaded().configuration.syncs[name];
  if (!sync) throw unknownSync(name, Object.keys(draft.loaded().configuration.syncs));
  const end = async (side: 'left' | 'right'): Promise<SetupEnd> => {
    const { connection, object } = sync[side];
    const schema = await catalogue.describe(connection, object);
    return { side, connection, object: objectInTimeZone(schema, sync.timeZone) };
  };
  return { left: await end('left'), right: await end('right') };
}

function editsOfFlags(context: SetupContext, sync: string, pair: SetupPair): readonly ConfigurationEdit[] {
  const { flags } = context;
  const add = (list: 'associations' | 'references', mappings: readonly Readonly<Record<string, string>>[] = []) =>
    mappings.map((mapping) => ({ kind: 'add-mapping', sync, list, mapping }) as const);
  const set = (key: string, value: string | boolean | undefined) =>
    value === undefined ? [] : [{ kind: 'set', sync, key, value } as const];
  return [
    ...(flags.match === undefined ? [] : [matchEdit(sync, flags.match)]),
    ...add('references', flags.reference),
    ...fieldEdits(context, sync, pair, flags.field ?? []),
    ...add('associations', flags.association),
    ...set('direction', flags.direction),
    ...set('create', flags.create),
    ...set('enabled', flags.enable ? true : flags.disable ? false : undefined),
    ...(flags.winner === undefined ? [] : [winnerEdit(context, sync, flags.winner)]),
    ...filterEdits(sync, pair, context.draft.loaded().configuration.syncs[sync]?.filter, flags.filter ?? []),
    ...mappingRemovals(context, sync, flags.removeMapping ?? []),
    ...(flags.rename === undefined ? [] : [renameEdit(context, sync, flags.rename)]),
    ...(flags.remove ? [{ kind: 'remove-sync', sync } as const] : []),
  ];
}

function matchEdit(sync: string, keys: readonly Readonly<Record<string, string>>[]): ConfigurationEdit {
  const [only, ...others] = keys;
  return { kind: 'set', sync, key: 'match', value: only !== undefined && others.length === 0 ? only : keys };
}

/** A list that is written takes the place of the defaults, so these are written with it. */
function fieldEdits(
  { draft }: SetupContext,
  sync: string,
  { left, right }: SetupPair,
  fields: readonly Readonly<Record<string, string>>[],
): readonly ConfigurationEdit[] {
  if (fields.length === 0) return [];
  const isDefault = draft.loaded().configuration.syncs[sync]?.fields === undefined;
  const defaults = isDefault
    ? suggestFields(left.object, right.object)
        .filter(({ score }) => score === 100)
        .map(mappingOf)
        .filter((one) => !fields.some((field) => field.left === one.left || field.right === one.right))
    : [];
  return [...defaults, ...fields].map((mapping) => ({ kind: 'add-mapping', sync, list: 'fields', mapping }));
}

type Change =
  | 'fields'
  | 'associations'
  | 'references'
  | 'match'
  | 'filter'
  | 'direction'
  | 'create'
  | 'winner'
  | 'remove-mapping'
  | 'rename'
  | 'remove'
  | 'enabled'
  | 'done';

async function changeByQuestions(context: SetupContext, wanted: string, pair: SetupPair): Promise<void> {
  const { ask, draft } = context;
  if (ask === null) return;
  for (let name: string | null = wanted; name !== null; ) {
    const sync: ObjectSync | undefined = draft.loaded().configuration.syncs[name];
    if (!sync) return;
    const change: Change = await ask.choose<Change>(
      draft.touched.has(name) ? 'Change anything else?' : 'What is to change?',
      [
        { value: 'done', label: draft.touched.has(name) ? 'No' : 'Nothing' },
        { value: 'fields', label: 'Map more fields' },
        { value: 'associations', label: 'Map more links', hint: 'associations' },
        { value: 'references' as const, label: 'Declare a field that names another record' },
        { value: 'match', label: 'Recognize records by other fields' },
        { value: 'filter', label: 'Which records take part', hint: sync.filter === undefined ? 'all' : 'filtered' },
        { value: 'direction', label: 'Direction', hint: sync.direction },
        { value: 'create', label: 'Where records are created', hint: sync.create },
        { value: 'winner', label: 'Who wins a conflict', hint: winnerName(sync) },
        { value: 'enabled', label: sync.enabled ? 'Switch it off' : 'Switch it on' },
        { value: 'remove-mapping', label: 'Take a field or link out' },
        { value: 'rename', label: 'Give it another name' },
        { value: 'remove', label: 'Remove the sync', hint: 'its links stay in the state' },
      ],
    );
    if (change === 'done') return;
    name = await makeChange(context, name, pair, change);
  }
}

/** Resolves to the name that the sync then has; `null`: it is gone. */
async function makeChange(
  context: SetupContext,
  name: string,
  pair: SetupPair,
  change: Exclude<Change, 'done'>,
): Promise<string | null> {
  const { ask, draft } = context;
  const { configuration } = draft.loaded();
  const sync = configuration.syncs[name];
  if (ask === null || !sync) return null;
  if (change === 'rename') {
    const initial = name;
    const taken = Object.keys(configuration.syncs).filter((one) => one !== name);
    const wanted = await ask.text({ message: 'Its name in the file', initial, check: checkName('sync', taken) });
    if (wanted !== name) await draft.apply(renameEdit(context, name, wanted));
    return wanted;
  }
  if (change === 'remove') {
    if (!(await ask.confirm(`Take ${visible(name)} out of the file? No record is deleted by that.`, false)))
      return name;
    await draft.apply({ kind: 'remove-sync', sync: name });
    return null;
  }
  await draft.apply(...(await editsOfChange(context, name, pair, change)));
  return name;
}

async function editsOfChange(
  context: SetupContext,
  name: string,
  pair: SetupPair,
  change: Exclude<Change, 'done' | 'rename' | 'remove'>,
): Promise<readonly ConfigurationEdit[]> {
  const { ask, draft } = context;
  const sync = draft.loaded().configuration.syncs[name];
  if (ask === null || !sync) return [];
  const set = (key: string, value: PlainValue, current: PlainValue): readonly ConfigurationEdit[] =>
    value === current ? [] : [{ kind: 'set', sync: name, key, value }];
  if (change === 'associations') {
    await chooseAssociations(context, pair, name, setUpSync);
    return [];
  }
  if (change === 'enabled') return set('enabled', !sync.enabled, sync.enabled);
  if (change === 'filter') return chooseFilter(context, pair, name);
  if (change === 'remove-mapping') return chooseMappingToRemove(context, name);
  if (change === 'direction') {
    return set('direction', await chooseDirection(context, pair, sync.direction), sync.direction);
  }
  if (change === 'create') {
    const { create: current, direction } = sync;
    return set('create', await chooseCreate(context, pair, { current, possible: 'both', direction }), current);
  }
  if (change === 'winner') {
    const winner = await chooseWinner(context, pair, sync.conflicts.winner);
    return winner === sync.conflicts.winner ? [] : [winnerEdit(context, name, winner)];
  }
  if (change === 'match') {
    const keys = await chooseMatch(context, pair);
    return keys.length === 0 ? [] : [matchEdit(name, keys.map(matchKeyOf))];
  }
  const taken = takenFields(sync.fields ?? [], pair);
  if (change === 'references') {
    const ids = [...taken.left.map((id) => `left ${id}`), ...taken.right.map((id) => `right ${id}`)];
    const references = await chooseReferences(context, pair, ids);
    return references.map((mapping) => ({ kind: 'add-mapping', sync: name, list: 'references', mapping }) as const);
  }
  const { fields, create, timeZone } = await chooseFields(context, pair, [], taken);
  return [
    ...fieldEdits(context, name, pair, fields.map(mappingOf)),
    ...(create === 'both' ? [] : set('create', create, sync.create)),
    ...timeZoneEdits(name, timeZone),
  ];
}

const winnerName = ({ conflicts: { winner }, ...sync }: ObjectSync): string =>
  winner === 'left' || winner === 'right' ? sync[winner].connection : winner;

const usualTolerance = conflictsSchema.parse({}).tolerance;

/** The other rules for conflicts stay. */
function winnerEdit({ draft }: SetupContext, sync: string, winner: Winner): ConfigurationEdit {
  const { blanks, fields, tolerance } = draft.loaded().configuration.syncs[sync]?.conflicts ?? {};
  const value = {
    winner,
    ...(blanks !== undefined && blanks !== 'keep' && { blanks }),
    ...(fields !== undefined && Object.keys(fields).length > 0 && { fields }),
    ...(tolerance !== undefined && tolerance !== usualTolerance && { tolerance: `${tolerance / 1000}s` }),
  };
  return { kind: 'set', sync, key: 'conflicts', value };
}

function renameEdit({ draft }: SetupContext, sync: string, name: string): ConfigurationEdit {
  const wrong = checkName('sync', Object.keys(draft.loaded().configuration.syncs))(name);
  if (wrong === undefined) return { kind: 'rename-sync', sync, name };
  throw new ConfigurationError(`"${name}" is no name for this sync. ${wrong}`, {
    code: 'usage',
    remedy: 'Choose another one for --rename.',
  });
}

function takenFields(
  mappings: readonly { readonly left: string; readonly right: string }[],
  pair: SetupPair,
): { readonly left: readonly string[]; readonly right: readonly string[] } {
  const ids = (side: 'left' | 'right'): readonly string[] =>
    pair[side].object.fields
      .filter((field) => mappings.some((mapping) => [field.name, field.id].includes(mapping[side])))
      .map(({ id }) => id);
  return { left: ids('left'), right: ids('right') };
}

function unknownSync(name: string, names: readonly string[]): ConfigurationError {
  const near = nearest(name, names);
  return new ConfigurationError(`There is no sync "${name}".`, {
    code: 'unknown-sync',
    remedy: near === null ? `Known syncs: ${names.join(', ')}.` : `Did you mean "${near}"?`,
  });
}
