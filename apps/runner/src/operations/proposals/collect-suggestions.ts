import { type ObjectSchema, type ObjectSync, refusesObject } from '@linkwright/core';
import { type DescribedSync, describeEnd, describeSyncs } from '../../session/describe-syncs.ts';
import type { ObjectCatalogue } from '../../session/object-catalogue.ts';
import type { Connections } from '../../session/open-connections.ts';
import { freeName } from '../../suggest/free-name.ts';
import { type ProposedSync, proposeSync, tellZoneless, withoutZoneless } from '../../suggest/propose-sync.ts';
import {
  type AssociationSuggestion,
  type MappedAssociation,
  suggestAssociations,
} from '../../suggest/suggest-associations.ts';
import { type FieldSuggestion, suggestFields, sureFields } from '../../suggest/suggest-fields.ts';
import { suggestPairs } from '../../suggest/suggest-pairs.ts';

/** What an object sync of the file could map besides. */
export interface SyncSuggestions {
  readonly sync: string;
  readonly fields: readonly FieldSuggestion[];
  readonly associations: readonly AssociationSuggestion[];
}

export interface NewSyncSuggestion {
  readonly name: string;
  /** Why these two objects. */
  readonly reason: string;
  readonly proposed: ProposedSync;
  readonly associations: readonly AssociationSuggestion[];
}

export interface Suggestions {
  readonly syncs: readonly SyncSuggestions[];
  readonly newSyncs: readonly NewSyncSuggestion[];
  /** Objects that look alike but have no field to match on, or may not be looked at, as sentences. */
  readonly withoutKey: readonly string[];
  /** Dates that look alike and could not be mapped as they are, as sentences. */
  readonly zoneless: readonly string[];
}

/** An object sync of the file or of a proposal, with the schemas of its ends. */
interface KnownSync extends Pick<DescribedSync, 'name' | 'left' | 'right'> {
  readonly settings: Pick<ObjectSync, 'fields' | 'associations'>;
}

/** Everything that looks alike in two apps and that the file does not map yet. */
export async function collectSuggestions(
  { loaded }: Pick<Connections, 'loaded'>,
  catalogue: ObjectCatalogue,
  connectionNames: readonly string[],
): Promise<Suggestions> {
  const known: readonly KnownSync[] = await describeSyncs(
    loaded.configuration.syncs,
    catalogue,
    new Set(connectionNames),
  );
  const inUse: { readonly connection: string; readonly id: string }[] = [];
  const noteUse = async ({ connection, object }: ObjectSync['left']): Promise<void> => {
    if (!connectionNames.includes(connection)) return;
    inUse.push({ connection, id: await catalogue.idOf(connection, object).catch(() => object) });
  };
  for (const { enabled, left, right } of Object.values(loaded.configuration.syncs)) {
    for (const end of enabled ? [left, right] : []) await noteUse(end);
  }
  for (const end of loaded.invalidEnds) await noteUse(end);
  const proposals: { readonly sync: KnownSync; readonly reason: string; readonly proposed: ProposedSync }[] = [];
  const withoutKey: string[] = [];
  const names = [...Object.keys(loaded.configuration.syncs), ...loaded.invalidSyncs];
  for (const [a, b] of connectionPairs(known, connectionNames)) {
    const isPaired = (connection: string, id: string): boolean =>
      inUse.some((end) => end.connection === connection && end.id === id);
    const [lefts, rights] = await Promise.all(
      [a, b].map(async (name) => (await catalogue.list(name)).objects.filter(({ id }) => !isPaired(name, id))),
    );
    for (const pair of suggestPairs(lefts ?? [], rights ?? [])) {
      const ends = [
        { connection: a, object: pair.left.id },
        { connection: b, object: pair.right.id },
      ];
      const [left, right] = await Promise.all(ends.map((end) => describeEnd(end, catalogue).catch(refusalOf)));
      if (left === undefined || right === undefined || 'refusal' in left || 'refusal' in right) {
        const why = [left, right].flatMap((end) => (end && 'refusal' in end ? [end.refusal] : []));
        withoutKey.push(`${a} ${pair.left.name} and ${b} ${pair.right.name} look alike. ${why.join(' ')}`);
        continue;
      }
      const proposed = proposeSync(left, right);
      if (proposed === null) {
        withoutKey.push(
          `${a} ${pair.left.name} and ${b} ${pair.right.name} look alike, but no two fields name a record on both sides.`,
        );
        continue;
      }
      const name = freeName(left.object.name, names);
      names.push(name);
      const settings = { fields: undefined, associations: undefined };
      proposals.push({ sync: { name, left, right, settings }, reason: pair.reason, proposed });
    }
  }
  const all = [...known, ...proposals.map(({ sync }) => sync)];
  const mapped = known.flatMap(mappedAssociations);
  const associationsOf = async (sync: KnownSync): Promise<readonly AssociationSuggestion[]> => {
    const found = suggestAssociations({ ...sync, syncs: all, mapped, nameOf: (id) => id });
    // What one sync takes, no other may take from its far end.
    mapped.push(...found.map((one) => mappedPair(sync, one.left.id, one.right.id)));
    return found;
  };
  const syncs: SyncSuggestions[] = [];
  const zoneless: string[] = [];
  for (const sync of known) {
    const { fields, zoneless: left } = withoutZoneless(furtherFields(sync));
    zoneless.push(...left.map((pair) => tellZoneless(sync.name, pair)));
    syncs.push({ sync: sync.name, fields, associations: await associationsOf(sync) });
  }
  const newSyncs: NewSyncSuggestion[] = [];
  for (const { sync, reason, proposed } of proposals) {
    zoneless.push(...proposed.zoneless.map((pair) => tellZoneless(sync.name, pair)));
    newSyncs.push({ name: sync.name, reason, proposed, associations: await associationsOf(sync) });
  }
  return {
    syncs: syncs.filter(({ fields, associations }) => fields.length + associations.length > 0),
    newSyncs,
    withoutKey,
    zoneless,
  };
}

/** An object that the key may not look at leaves the others to be proposed. */
function refusalOf(error: unknown): { readonly refusal: string } {
  if (refusesObject(error)) return { refusal: error.message };
  throw error;
}

/** The pairs of connections that the file syncs, left first; all pairs where it syncs none yet. */
function connectionPairs(
  known: readonly KnownSync[],
  names: readonly string[],
): readonly (readonly [string, string])[] {
  if (known.length === 0) return names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const));
  const pairs = known.map(({ left, right }) => [left.connection, right.connection] as const);
  return pairs.filter(([a, b], index) => pairs.findIndex((other) => other.includes(a) && other.includes(b)) === index);
}

/** Of a sync without a list of fields, the defaults are mapped: those of one standard name. */
function furtherFields({ settings, left, right }: KnownSync): readonly FieldSuggestion[] {
  const mappings = settings.fields;
  if (mappings === undefined) return suggestFields(left.object, right.object).filter(({ score }) => score < 100);
  const ids = (side: 'left' | 'right', object: ObjectSchema): readonly string[] =>
    mappings.flatMap((mapping) =>
      object.fields.filter((field) => [field.name, field.id].includes(mapping[side])).map(({ id }) => id),
    );
  const taken = { left: ids('left', left.object), right: ids('right', right.object) };
  return sureFields(suggestFields(left.object, right.object, taken), left.object, right.object);
}

function mappedAssociations(sync: KnownSync): readonly MappedAssociation[] {
  const find = (object: ObjectSchema, name: string): string | undefined =>
    object.associations.find((field) => [field.name, field.id].includes(name))?.id;
  return (sync.settings.associations ?? []).flatMap((mapping) => {
    const left = find(sync.left.object, mapping.left);
    const right = find(sync.right.object, mapping.right);
    return left === undefined || right === undefined ? [] : [mappedPair(sync, left, right)];
  });
}

const mappedPair = ({ left, right }: KnownSync, leftField: string, rightField: string): MappedAssociation => ({
  left: { object: left.object.id, field: leftField },
  right: { object: right.object.id, field: rightField },
});
