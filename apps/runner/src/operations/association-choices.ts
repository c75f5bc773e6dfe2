import { type AssociationFieldSchema, ConfigurationError } from '@linkwright/core';
import { type DescribedEnd, type DescribedSync, describeSyncs } from '../session/describe-syncs.ts';
import { openCatalogue } from '../session/object-catalogue.ts';
import type { Connections } from '../session/open-connections.ts';
import type { Work } from '../session/work.ts';
import { countLinks, type LinkCount } from '../suggest/count-links.ts';
import { declaredReferences } from '../suggest/declared-references.ts';
import { narrowForSync, pairedTargets } from '../suggest/narrow-for-sync.ts';
import { suggestAssociations } from '../suggest/suggest-associations.ts';
import type { AssociationChoicesDocument } from './documents/set-up-document.ts';
import { withConnections } from './opened-apps.ts';

type Choice = AssociationChoicesDocument['fields'][number];

/**
 * Which associations of a sync can be kept in step besides those that are mapped: the fields of the app that insists on a sync for
 * every object come first, and each narrows those of the other app. Throws a `ConfigurationError` (`unknown-sync`).
 */
export function associationChoices(
  work: Work,
  { sync: name }: { readonly sync: string },
): Promise<AssociationChoicesDocument> {
  const { syncs } = work.loaded.configuration;
  const wanted = syncs[name];
  if (wanted === undefined) throw unknown(name);
  return withConnections(work, [wanted.left.connection, wanted.right.connection], async (opened) => {
    const catalogue = openCatalogue(opened.connections, work.signal);
    const active = await describeSyncs(syncs, catalogue, opened.connections);
    const off = Object.fromEntries(
      Object.entries(syncs).flatMap(([one, sync]) => (sync.enabled ? [] : [[one, { ...sync, enabled: true }]])),
    );
    const inactive = await describeSyncs(off, catalogue, opened.connections);
    const sync = [...active, ...inactive].find((one) => one.name === name);
    if (sync === undefined) throw unknown(name);
    const [first, second] = await Promise.all(
      askedFirst(opened, sync).map(async (end) => {
        const references = await declaredReferences(syncs, catalogue, end, name);
        return { ...end, object: { ...end.object, associations: [...end.object.associations, ...references] } };
      }),
    );
    if (first === undefined || second === undefined) throw unknown(name);
    const names = new Map<string, string>();
    for (const end of [first, second]) {
      const { objects } = await catalogue.list(end.connection);
      for (const { id, name: known } of objects) names.set(JSON.stringify([end.connection, id]), known);
    }
    const nameIn = ({ connection }: DescribedEnd, id: string): string =>
      names.get(JSON.stringify([connection, id])) ?? id;
    const free = async (end: SidedEnd): Promise<readonly CountedField[]> => {
      const kinds = new Set(second.object.associations.map(({ cardinality }) => cardinality));
      return Promise.all(
        end.object.associations
          .filter((field) => !isMapped(sync, end.side, field))
          .map(async (field): Promise<CountedField> => {
            // A declared reference is a plain field, of which the app knows no targets.
            const isPlain = end.object.fields.some(({ id }) => id === field.id);
            if (isPlain || field.cardinality === 'one' || field.prefersOne === true || kinds.size < 2)
              return { field, held: null };
            const connection = catalogue.connection(end.connection);
            const held = await countLinks(connection, end.object.id, field.id, { signal: work.signal });
            // Apps let a link take several unless somebody says otherwise: what the records hold says what is meant.
            const isOne = held.single > 0 && held.several === 0;
            return { field: isOne ? { ...field, prefersOne: true } : field, held };
          }),
      );
    };
    const fields = await free(first);
    const rest = {
      ...second,
      object: {
        ...second.object,
        associations: second.object.associations.filter((field) => !isMapped(sync, second.side, field)),
      },
    };
    const nameOf = (id: string, side: 'chosen' | 'candidate') => nameIn(side === 'chosen' ? first : second, id);
    const suggestions = suggestAssociations({
      left: rest,
      right: { ...first, object: { ...first.object, associations: fields.map(({ field }) => field) } },
      syncs: active,
      mapped: [],
      nameOf,
    });
    return {
      first: toldEnd(first),
      second: toldEnd(second),
      fields: fields.map(({ field, held }): Choice => {
        const narrowed = narrowForSync({ chosen: field, from: first, candidates: rest, syncs: active, nameOf });
        const fits = narrowed.some(({ compatibility }) => compatibility.compatible);
        const sleeping = pairedTargets(inactive, first, second).find(({ chosen }) => field.targets.includes(chosen));
        const meant = suggestions.find(({ right }) => right.id === field.id)?.left.id;
        return {
          name: field.name,
          label: field.label,
          cardinality: field.cardinality,
          targets: field.targets.map((id) => nameIn(first, id)),
          ...(held && { held }),
          ...(!fits && sleeping && { switchedOff: sleeping.via }),
          candidates: narrowed.map(({ candidate, compatibility }) => ({
            name: candidate.name,
            label: candidate.label,
            compatible: compatibility.compatible,
            suggested: candidate.id === meant,
            via: compatibility.compatible ? compatibility.via : [],
            single:
              compatibility.compatible &&
              compatibility.reading === 'one' &&
              (candidate.cardinality === 'many' || field.cardinality === 'many'),
            ...(!compatibility.compatible && {
              reason: [compatibility.reason, compatibility.hint].filter(Boolean).join('. '),
            }),
          })),
        };
      }),
    };
  });
}

interface CountedField {
  readonly field: AssociationFieldSchema;
  readonly held: LinkCount | null;
}

interface SidedEnd extends DescribedEnd {
  readonly side: 'left' | 'right';
}

/** The app that insists on a sync for every object knows least of the other: its fields come first. */
function askedFirst({ connections }: Connections, sync: DescribedSync): readonly [SidedEnd, SidedEnd] {
  const [left, right] = [
    { ...sync.left, side: 'left' as const },
    { ...sync.right, side: 'right' as const },
  ];
  const insists = ({ connection, object }: SidedEnd): boolean => {
    const capabilities = connections.get(connection)?.capabilities;
    return { ...capabilities, ...object.capabilities }.requiresExplicitAssociationSyncs ?? false;
  };
  return insists(left) && !insists(right) ? [left, right] : [right, left];
}

const isMapped = ({ settings }: DescribedSync, side: 'left' | 'right', field: AssociationFieldSchema): boolean =>
  (settings.associations ?? []).some((mapping) => mapping[side] === field.name || mapping[side] === field.id);

const toldEnd = ({ side, connection, object }: SidedEnd) => ({ side, connection, object: object.name });

const unknown = (name: string): ConfigurationError =>
  new ConfigurationError(`No sync is called "${name}".`, {
    code: 'unknown-sync',
    remedy: 'Add it first: the edit add-sync.',
  });
