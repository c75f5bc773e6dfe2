import { ConfigurationError, nearest } from '@linkwright/core';
import type { ConfigurationEdit } from '../configuration/edit/configuration-edit.ts';
import { mappingOf, matchKeyOf } from '../suggest/propose-sync.ts';
import { suggestFields } from '../suggest/suggest-fields.ts';
import { chooseAssociations } from './choose-associations.ts';
import { chooseConnection } from './choose-connection.ts';
import { chooseFields } from './choose-fields.ts';
import { chooseMatch } from './choose-match.ts';
import { canRefer, chooseReferences } from './reference-fields.ts';
import { setUpSync } from './set-up-sync.ts';
import type { SetupContext, SetupEnd, SetupPair } from './setup-context.ts';
import { setupFlagsSchema } from './setup-flags.ts';

/** Changes an object sync of the file: by flags, else by questions until nothing more is to be changed. */
export async function changeSync(context: SetupContext, wanted: string | null): Promise<void> {
  const { ask, draft } = context;
  const { syncs } = draft.loaded().configuration;
  const names = Object.keys(syncs);
  const name =
    wanted ??
    (await ask?.choose(
      'Which sync?',
      Object.entries(syncs).map(([value, { enabled, left, right }]) => ({
        value,
        label: value,
        hint: `${left.connection} ${left.object}, ${right.connection} ${right.object}${enabled ? '' : ', switched off'}`,
      })),
    ));
  const sync = name === undefined ? undefined : syncs[name];
  if (name === undefined || sync === undefined) throw unknownSync(name ?? '', names);
  await chooseConnection({ ...context, flags: endsOnly(sync) }, 'left');
  await chooseConnection({ ...context, flags: endsOnly(sync) }, 'right');
  const pair = await pairOf(context, name);
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
  const end = async (side: 'left' | 'right'): Promise<SetupEnd> => ({
    side,
    connection: sync[side].connection,
    object: await catalogue.describe(sync[side].connection, sync[side].object),
  });
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

type Change = 'fields' | 'associations' | 'references' | 'match' | 'direction' | 'enabled' | 'done';

async function changeByQuestions(context: SetupContext, name: string, pair: SetupPair): Promise<void> {
  const { ask, draft } = context;
  if (ask === null) return;
  for (;;) {
    const sync = draft.loaded().configuration.syncs[name];
    if (!sync) return;
    const change = await ask.choose<Change>(draft.touched.has(name) ? 'Change anything else?' : 'What is to change?', [
      ...(draft.touched.has(name) ? [{ value: 'done' as const, label: 'No' }] : []),
      { value: 'fields', label: 'Map more fields' },
      { value: 'associations', label: 'Map more links', hint: 'associations' },
      ...(canRefer ? [{ value: 'references' as const, label: 'Declare a field that names another record' }] : []),
      { value: 'match', label: 'Recognize records by other fields' },
      { value: 'direction', label: 'Direction', hint: sync.direction },
      { value: 'enabled', label: sync.enabled ? 'Switch it off' : 'Switch it on' },
    ]);
    if (change === 'done') return;
    await makeChange(context, name, pair, change);
  }
}

async function makeChange(
  context: SetupContext,
  name: string,
  pair: SetupPair,
  change: Exclude<Change, 'done'>,
): Promise<void> {
  const { ask, draft } = context;
  const sync = draft.loaded().configuration.syncs[name];
  if (ask === null || !sync) return;
  if (change === 'associations') return chooseAssociations(context, pair, name, setUpSync);
  if (change === 'enabled') {
    return draft.apply({ kind: 'set', sync: name, key: 'enabled', value: !sync.enabled });
  }
  if (change === 'direction') {
    const value = await ask.choose(
      'In which direction?',
      [
        { value: 'two-way', label: 'both ways' },
        { value: 'left-to-right', label: `from ${sync.left.connection} to ${sync.right.connection}` },
        { value: 'right-to-left', label: `from ${sync.right.connection} to ${sync.left.connection}` },
      ],
      sync.direction,
    );
    return value === sync.direction ? undefined : draft.apply({ kind: 'set', sync: name, key: 'direction', value });
  }
  if (change === 'match') {
    const keys = await chooseMatch(context, pair);
    return keys.length === 0 ? undefined : draft.apply(matchEdit(name, keys.map(matchKeyOf)));
  }
  const taken = takenFields(sync.fields ?? [], pair);
  if (change === 'references') {
    const ids = [...taken.left.map((id) => `left ${id}`), ...taken.right.map((id) => `right ${id}`)];
    const references = await chooseReferences(context, pair, ids);
    return draft.apply(
      ...references.map((mapping) => ({ kind: 'add-mapping', sync: name, list: 'references', mapping }) as const),
    );
  }
  const { fields, create } = await chooseFields(context, pair, [], taken);
  await draft.apply(
    ...fieldEdits(context, name, pair, fields.map(mappingOf)),
    ...(create === 'both' || create === sync.create
      ? []
      : [{ kind: 'set', sync: name, key: 'create', value: create } as const]),
  );
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
