import type { ConfigurationEdit } from '../configuration/edit/configuration-edit.ts';
import { freeName } from '../suggest/free-name.ts';
import { mappingOf, matchKeyOf } from '../suggest/propose-sync.ts';
import { bareName } from '../suggest/usual-names.ts';
import { checkName } from './check-name.ts';
import { chooseAssociations } from './choose-associations.ts';
import { type Behaviour, chooseBehaviour, usualBehaviour } from './choose-behaviour.ts';
import { chooseFields } from './choose-fields.ts';
import { filterEdits, refuseUnknownFields } from './choose-filter.ts';
import { chooseMatch } from './choose-match.ts';
import { chooseObjects, type ObjectWish } from './choose-objects.ts';
import { chooseReferences } from './choose-references.ts';
import type { SetupContext, SetupPair } from './setup-context.ts';
import { setupFlagsSchema } from './setup-flags.ts';

/** The whole way of one object sync, from its two objects to its associations; resolves to its name. */
export async function setUpSync(context: SetupContext, left: ObjectWish, right: ObjectWish): Promise<string> {
  const { ask, flags, draft } = context;
  const pair = await chooseObjects(context, left, right);
  refuseUnknownFields(context, pair, flags.filter ?? []);
  const keys = flags.match === undefined ? await chooseMatch(context, pair) : [];
  const match = flags.match ?? keys.map(matchKeyOf);
  const isTaken = keys.flatMap((key) => [`left ${key.left.id}`, `right ${key.right.id}`]);
  const references = flags.reference ?? (await chooseReferences(context, pair, isTaken));
  const chosen = flags.field === undefined ? await chooseFields(context, pair, keys, referred(pair, references)) : null;
  const fields = flags.field ?? chosen?.fields.map(mappingOf) ?? [];
  const behaviour = await chooseBehaviour(context, pair, chosen?.create ?? 'both');
  const name = flags.name ?? (await chooseName(context, pair));
  await draft.apply(
    {
      kind: 'add-sync',
      name,
      sync: {
        left: { connection: pair.left.connection, object: pair.left.object.name },
        right: { connection: pair.right.connection, object: pair.right.object.name },
        match,
        fields,
        ...(references.length > 0 && { references }),
      },
    },
    ...behaviourEdits(name, behaviour),
    ...timeZoneEdits(name, chosen?.timeZone ?? null),
    ...filterEdits(name, pair, undefined, flags.filter ?? []),
    ...(flags.association ?? []).map(
      (mapping) => ({ kind: 'add-mapping', sync: name, list: 'associations', mapping }) as const,
    ),
  );
  if (ask !== null && flags.association === undefined) {
    // The syncs of its targets are set up by questions alone: the flags were meant for this one.
    const without = { ...context, flags: setupFlagsSchema.parse({}) };
    await chooseAssociations(without, pair, name, setUpSync);
  }
  return name;
}

/** Defaults are not written. */
function behaviourEdits(sync: string, { direction, create, winner }: Behaviour): readonly ConfigurationEdit[] {
  const wanted = {
    ...(direction !== usualBehaviour.direction && { direction }),
    ...(create !== usualBehaviour.create && { create }),
    ...(winner !== usualBehaviour.winner && { conflicts: { winner } }),
  };
  return Object.entries(wanted).map(([key, value]) => ({ kind: 'set', sync, key, value }) as const);
}

export const timeZoneEdits = (sync: string, timeZone: string | null): readonly ConfigurationEdit[] =>
  timeZone === null ? [] : [{ kind: 'set', sync, key: 'timeZone', value: timeZone }];

/** Fields that are references are mapped as associations, not as plain fields. */
function referred({ left, right }: SetupPair, references: readonly Readonly<Record<string, string>>[]) {
  const ids = (end: SetupPair['left']): readonly string[] =>
    end.object.fields.filter((field) => references.some((one) => one[end.side] === field.name)).map(({ id }) => id);
  return { left: ids(left), right: ids(right) };
}

async function chooseName({ ask, draft }: SetupContext, { left, right }: SetupPair): Promise<string> {
  const loaded = draft.loaded();
  const taken = [...Object.keys(loaded.configuration.syncs), ...loaded.invalidSyncs];
  // An app that names its objects by number says nothing to a person.
  const speaking = [left.object.name, right.object.name, left.object.label].find((name) => /^\p{L}/u.test(name));
  const usual = freeName(bareName(speaking ?? 'records'), taken);
  if (ask === null) return usual;
  return ask.text({
    message: 'A name for this sync in the file',
    initial: usual,
    check: checkName('sync', taken),
  });
}
