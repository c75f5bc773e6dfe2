import type { AssociationTarget } from '@linkwright/core';
import type { AssociationPlan, PairPlan } from '../context/cycle-context.ts';
import { targetObject, targetRecord, targetSide } from '../context/target-side.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import { blockedLinks, targetStandings } from '../filter/blocked-links.ts';
import type { Standing } from '../filter/standing.ts';
import type { ObservedTarget, WaitingTarget } from '../merge/merge-associations.ts';
import { type EdgeKeys, type EdgesBySource, loadEdges } from '../store/edges.ts';
import { type Link, linksById, linksByRecord } from '../store/links.ts';
import { mergedAmong } from '../store/merged-records.ts';
import type { Observation } from '../store/observations.ts';
import { type Side, sides } from '../store/side.ts';
import {
  type KeyBearers,
  loadKeyBearers,
  loadKeysOfTargets,
  normalizedKey,
  type TargetContext,
} from './load-target-keys.ts';
import type { ResolvedTargets, TargetLinks, TargetName } from './pair-decision.ts';

/** A record pair whose associations are to be resolved; a side without a record shows nothing. */
export interface TargetsWanted {
  readonly link: number | null;
  readonly left: Observation | null;
  readonly right: Observation | null;
}

/** Of a record without a twin. */
export const wantedAlone = ({ side, observation }: UnlinkedRecord): TargetsWanted => ({
  link: null,
  left: side === 'left' ? observation : null,
  right: side === 'right' ? observation : null,
});

export interface LoadedTargets {
  of(wanted: TargetsWanted): ReadonlyMap<number, ResolvedTargets>;
  readonly links: TargetLinks;
  /** How a side names a target link, or why it cannot. */
  readonly nameOf: (association: AssociationPlan, side: Side, link: number) => TargetName;
  /** Records that show a target which has been merged into another one: their lists are older than that merger. */
  readonly outdated: Readonly<Record<Side, ReadonlySet<string>>>;
}

/** Turns the targets that both apps show into links, for a whole chunk at once. */
export async function loadTargets(
  context: TargetContext,
  plan: PairPlan,
  wanted: readonly TargetsWanted[],
): Promise<LoadedTargets> {
  const { database } = context.store;
  const links = new Map<number, Link>();
  const unnamed = (): TargetName => ({ kind: 'unnamed', reason: 'its target is not known' });
  const outdated = { left: new Set<string>(), right: new Set<string>() };
  if (plan.associations.length === 0) return { of: () => noTargets, links, nameOf: unnamed, outdated };
  const byRecord = new Map<string, Map<string, Link>>();
  const merged = new Map<string, ReadonlySet<string>>();
  const byKey = new Map<string, KeyBearers>();
  for (const association of plan.associations) {
    for (const side of sides) {
      const shown = wanted.flatMap((entry) => entry[side]?.associations[association.mapping[side].id] ?? []);
      const bearers = await loadKeyBearers(context, association, side, keysOf(shown));
      byKey.set(slot(association, side), bearers);
      const ids = [...idsOf(shown), ...[...bearers.values()].flat()];
      const found = await linksByRecord(database, association.target.pair, targetSide(association, side), ids);
      byRecord.set(slot(association, side), found);
      const gone = await mergedAmong(
        database,
        targetObject(association, side),
        ids.filter((id) => !found.has(id)),
      );
      merged.set(slot(association, side), gone);
      for (const record of wanted.flatMap((entry) => entry[side] ?? [])) {
        if (gone.size === 0) break;
        const targets = idsOf(record.associations[association.mapping[side].id] ?? []);
        if (targets.some((id) => gone.has(id))) outdated[side].add(record.id);
      }
      for (const link of found.values()) links.set(link.id, link);
    }
  }
  const edges: EdgesBySource = await loadEdges(
    database,
    wanted.flatMap((entry) => (entry.link === null ? [] : [entry.link])),
  );
  const unknown = [...edges.values()].flatMap((ofSource) =>
    [...ofSource.values()].flatMap((targets) => [...targets.keys()].filter((target) => !links.has(target))),
  );
  for (const [id, link] of await linksById(database, unknown)) links.set(id, link);
  const standings = new Map<AssociationPlan, ReadonlyMap<number, Standing>>();
  for (const association of plan.associations) {
    const held = [...edges.values()].flatMap((ofSource) => [...(ofSource.get(association.association)?.keys() ?? [])]);
    const shown = sides.flatMap((side) => [...(byRecord.get(slot(association, side))?.values() ?? [])]);
    const targets = new Map([...held.flatMap((id) => links.get(id) ?? []), ...shown].map((link) => [link.id, link]));
    standings.set(association, await targetStandings(context, association.target, [...targets.values()]));
  }
  /** Where several syncs pair the same targets, each mapping sees those of its own. */
  const sees = (association: AssociationPlan, link: number): boolean =>
    (standings.get(association)?.get(link)?.owner.sync.name ?? association.target.name) === association.target.name;
  const resolveOne = (
    association: AssociationPlan,
    side: Side,
    target: AssociationTarget,
    base: ReadonlyMap<number, EdgeKeys>,
  ): ObservedTarget => {
    const found = byRecord.get(slot(association, side)) ?? new Map<string, Link>();
    const gone = merged.get(slot(association, side)) ?? new Set<string>();
    const bearers: KeyBearers = byKey.get(slot(association, side)) ?? new Map();
    const resolved =
      'id' in target
        ? resolveId(association, { found, gone }, target.id)
        : resolveKey(context, association, side, target.key, { found, gone, base, bearers });
    if (resolved.kind === 'pending' || sees(association, resolved.link)) return resolved;
    const link = links.get(resolved.link);
    const record = link ? targetRecord(association, link, side) : '';
    return { kind: 'pending', record, reason: notLinked(association) };
  };
  /** A target of another sync that the field is mapped through too is no business of this mapping. */
  const isSeenByAnother = (association: AssociationPlan, side: Side, target: AssociationTarget): boolean =>
    plan.associations.some(
      (other) =>
        other !== association &&
        other.mapping[side].id === association.mapping[side].id &&
        resolveOne(other, side, target, new Map()).kind === 'linked',
    );

  const resolve = (
    association: AssociationPlan,
    side: Side,
    entry: TargetsWanted,
    base: ReadonlyMap<number, EdgeKeys>,
  ): ObservedTarget[] | null => {
    const record = entry[side];
    if (!record) return [];
    const shown = record.associations[association.mapping[side].id];
    if (!shown) return null;
    const seen = new Set<number>();
    return shown.flatMap((target): ObservedTarget[] => {
      const resolved = resolveOne(association, side, target, base);
      if (resolved.kind === 'pending') return isSeenByAnother(association, side, target) ? [] : [resolved];
      if (seen.has(resolved.link)) return [];
      seen.add(resolved.link);
      return [resolved];
    });
  };
  return {
    links,
    outdated,
    nameOf: await loadKeysOfTargets(context, plan, [...links.values()]),
    of: (entry) =>
      new Map(
        plan.associations.map((association) => {
          const ofLink = entry.link === null ? undefined : edges.get(entry.link)?.get(association.association);
          const known = [...(ofLink ?? [])].filter(([link]) => sees(association, link));
          const keys = new Map(known.map(([link, edge]) => [link, edge.keys]));
          const held = new Map(known.flatMap(([link, { heldBy }]) => (heldBy ? [[link, heldBy] as const] : [])));
          const base = new Map([...keys].filter(([link]) => !held.has(link)));
          return [
            association.association,
            {
              left: resolve(association, 'left', entry, keys),
              right: resolve(association, 'right', entry, keys),
              base,
              held,
              blocked: blockedLinks(standings.get(association) ?? new Map()),
            },
          ];
        }),
      ),
  };
}

const noTargets: ReadonlyMap<number, ResolvedTargets> = new Map();

/** What the records of the targets that one side shows have become. */
interface KnownTargets {
  readonly found: ReadonlyMap<string, Link>;
  /** Those that have been merged into others. */
  readonly gone: ReadonlySet<string>;
}

function resolveId(association: AssociationPlan, { found, gone }: KnownTargets, id: string): ObservedTarget {
  const link = found.get(id);
  if (link) return { kind: 'linked', link: link.id };
  return waiting(association, id, gone);
}

/** A record that has been merged into another one is meant as that one, or was when it was shown. */
function waiting(
  association: AssociationPlan,
  record: string,
  gone: ReadonlySet<string>,
): WaitingTarget & { readonly kind: 'pending' } {
  if (!gone.has(record)) return { kind: 'pending', record, reason: notLinked(association) };
  return { kind: 'pending', record, reason: 'its target has been merged into another record', dangling: true };
}

/**
 * A key that has not changed since the last sync means the target that it meant then, whoever bears it today: the
 * target's own key may have been changed, and is then written on.
 */
function resolveKey(
  context: TargetContext,
  association: AssociationPlan,
  side: Side,
  key: string,
  known: KnownTargets & {
    readonly base: ReadonlyMap<number, EdgeKeys>;
    readonly bearers: KeyBearers;
  },
): ObservedTarget {
  const target = association.keys[side];
  if (!target) return { kind: 'pending', record: `key ${key}`, reason: `no record is known by "${key}"` };
  const normalized = normalizedKey(context, target, key);
  const shown = { text: key, normalized };
  for (const [link, keys] of known.base) {
    const before = keys[side];
    if (before !== null && normalizedKey(context, target, before) === normalized)
      return { kind: 'linked', link, key: shown };
  }
  const bearers = known.bearers.get(normalized) ?? [];
  const [bearer, ...others] = bearers;
  const field = association.mapping.keys[side]?.field.name ?? '';
  const pendingKey = { definition: target.definition, key: normalized };
  if (bearer === undefined || others.length > 0) {
    const reason =
      bearer === undefined
        ? `no record of ${association.target.name} has "${key}" in "${field}"`
        : `${bearers.length} records of ${association.target.name} have "${key}" in "${field}" (${bearers.slice(0, 3).join(', ')})`;
    return { kind: 'pending', record: `key ${key}`, reason, key: pendingKey, dangling: true };
  }
  const link = known.found.get(bearer);
  if (link) return { kind: 'linked', link: link.id, key: shown };
  return { ...waiting(association, bearer, known.gone), key: pendingKey };
}

const notLinked = (association: AssociationPlan): string => `its target is not linked in ${association.target.name}`;

const slot = (association: AssociationPlan, side: Side): string => `${association.association} ${side}`;

const idsOf = (targets: readonly AssociationTarget[]): readonly string[] =>
  targets.flatMap((target) => ('id' in target ? [target.id] : []));

const keysOf = (targets: readonly AssociationTarget[]): readonly string[] =>
  targets.flatMap((target) => ('key' in target ? [target.key] : []));
