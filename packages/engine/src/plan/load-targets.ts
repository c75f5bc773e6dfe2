import type { AssociationTarget } from '@linkwright/core';
import type { AssociationPlan, CycleContext, PairPlan } from '../cycle/cycle-context.ts';
import type { ObservedTarget } from '../merge/merge-associations.ts';
import { type EdgesBySource, loadEdges } from '../store/edges.ts';
import { type Link, linksById, linksByRecord } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { ResolvedTargets, TargetLinks } from './plan-pair.ts';

/** A record pair whose associations are to be resolved; a side without a record shows nothing. */
export interface TargetsWanted {
  readonly link: number | null;
  readonly left: Observation | null;
  readonly right: Observation | null;
}

export interface LoadedTargets {
  of(wanted: TargetsWanted): ReadonlyMap<number, ResolvedTargets>;
  readonly links: TargetLinks;
}

/** Turns the targets that both apps show into links, for a whole chunk at once. */
export async function loadTargets(
  context: CycleContext,
  plan: PairPlan,
  wanted: readonly TargetsWanted[],
): Promise<LoadedTargets> {
  const { database } = context.store;
  const links = new Map<number, Link>();
  if (plan.associations.length === 0) return { of: () => new Map(), links };
  const byRecord = new Map<string, Map<string, Link>>();
  for (const association of plan.associations) {
    for (const side of sides) {
      const ids = wanted.flatMap((entry) => idsOf(entry[side]?.associations[association.mapping[side].id]));
      const found = await linksByRecord(database, association.target.pair, targetSide(association, side), ids);
      byRecord.set(slot(association, side), found);
      for (const link of found.values()) links.set(link.id, link);
    }
  }
  const edges: EdgesBySource = await loadEdges(
    database,
    wanted.flatMap((entry) => (entry.link === null ? [] : [entry.link])),
  );
  const unknown = [...edges.values()].flatMap((ofSource) =>
    [...ofSource.values()].flatMap((targets) => [...targets].filter((target) => !links.has(target))),
  );
  for (const [id, link] of await linksById(database, unknown)) links.set(id, link);

  const resolve = (association: AssociationPlan, side: Side, entry: TargetsWanted): ObservedTarget[] | null => {
    const record = entry[side];
    if (!record) return [];
    const shown = record.associations[association.mapping[side].id];
    if (!shown) return null;
    const found = byRecord.get(slot(association, side));
    const seen = new Set<number>();
    return shown.flatMap((target): ObservedTarget[] => {
      if (!('id' in target))
        return [{ kind: 'pending', record: target.key, reason: `no record is known by "${target.key}"` }];
      const link = found?.get(target.id);
      if (!link) {
        return [
          { kind: 'pending', record: target.id, reason: `its target is not linked in ${association.target.name}` },
        ];
      }
      if (seen.has(link.id)) return [];
      seen.add(link.id);
      return [{ kind: 'linked', link: link.id }];
    });
  };
  return {
    links,
    of: (entry) =>
      new Map(
        plan.associations.map((association) => {
          const base = entry.link === null ? undefined : edges.get(entry.link)?.get(association.association);
          return [
            association.association,
            {
              left: resolve(association, 'left', entry),
              right: resolve(association, 'right', entry),
              base: base ?? new Set<number>(),
            },
          ];
        }),
      ),
  };
}

/** Which end of the target pair an association's targets of one side are. */
export const targetSide = (association: AssociationPlan, side: Side): Side =>
  association.mapping.viaReversed ? otherSide(side) : side;

const slot = (association: AssociationPlan, side: Side): string => `${association.association} ${side}`;

const idsOf = (targets: readonly AssociationTarget[] | undefined): readonly string[] =>
  (targets ?? []).flatMap((target) => ('id' in target ? [target.id] : []));
