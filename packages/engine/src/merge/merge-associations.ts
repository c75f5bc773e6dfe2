import type { CompiledAssociationMapping } from '../context/compiled-sync.ts';
import type { PendingKey } from '../store/edges.ts';
import type { Side } from '../store/side.ts';

/** A target that one side shows: a link, or why there is none. */
export type ObservedTarget =
  /** `key`: how the side names it, where it does so by a key. */
  | { readonly kind: 'linked'; readonly link: number; readonly key?: ShownKey }
  | ({ readonly kind: 'pending' } & WaitingTarget);

export interface ShownKey {
  /** As the app shows it. */
  readonly text: string;
  readonly normalized: string;
}

export interface WaitingTarget {
  /** The record id; of a key that names no single record, `key …`. */
  readonly record: string;
  readonly reason: string;
  /** The key that it is named by. Absent: its record id. */
  readonly key?: PendingKey;
  /**
   * Nobody can say which target is meant, or no longer meant: the key finds no record or several, or the record has been
   * merged into another one.
   */
  readonly dangling?: boolean;
}

export interface AssociationMerge {
  /** Target links to add to, or remove from, each side. */
  readonly add: Readonly<Record<Side, readonly number[]>>;
  readonly remove: Readonly<Record<Side, readonly number[]>>;
  /** Target links that both sides hold already, although the base says otherwise. */
  readonly settled: readonly number[];
  /** Target links of the base that neither side holds any more. */
  readonly ended: readonly number[];
  readonly pending: readonly (WaitingTarget & { readonly side: Side })[];
  /** The side whose single target means nothing, and gives way to the source's. */
  readonly overruled: Side | null;
  /** A single target that was seen and loses. */
  readonly conflict: {
    readonly left: readonly number[];
    readonly right: readonly number[];
    readonly winner: Side;
  } | null;
  /** Two single targets of which somebody is to say which is right. Absent: there are none. */
  readonly review?: { readonly left: readonly number[]; readonly right: readonly number[] };
}

export interface AssociationMergeRequest {
  readonly mapping: CompiledAssociationMapping;
  readonly left: readonly ObservedTarget[];
  readonly right: readonly ObservedTarget[];
  /** Target links that both sides held at the last successful sync. Only live ones: a gone target is no removal. */
  readonly base: ReadonlySet<number>;
  /** Target links that one side alone holds, as somebody has decided: they stay so until that side or the other is edited. */
  readonly held: ReadonlyMap<number, Side>;
  readonly blanks: 'keep' | 'overwrite';
  /** Whose record was edited last. `null`: nobody can say. */
  readonly newest: Side | null;
}

/** Three-way merge of the targets of one record: edges are merged like fields, each against its base. */
export function mergeAssociations(request: AssociationMergeRequest): AssociationMerge {
  return request.mapping.reading === 'many' ? mergeSets(request) : mergeValues(request);
}

/**
 * Adds and removes of both sides survive, and an add beats a removal. What a side with a dangling target no longer shows
 * may be what that one means: it is no removal.
 */
function mergeSets({ mapping, left, right, base, held }: AssociationMergeRequest): AssociationMerge {
  const inLeft = linksOf(left);
  const inRight = linksOf(right);
  const add = { left: [] as number[], right: [] as number[] };
  const remove = { left: [] as number[], right: [] as number[] };
  const settled: number[] = [];
  const ended: number[] = [];
  const isUnsure = { left: left.some(isDangling), right: right.some(isDangling) };
  for (const link of new Set([...inLeft, ...inRight, ...base, ...held.keys()])) {
    const onLeft = inLeft.has(link);
    const onRight = inRight.has(link);
    const before = base.has(link);
    if (onLeft && onRight) {
      if (!before) settled.push(link);
    } else if (!onLeft && !onRight) {
      if (!isUnsure.left && !isUnsure.right) ended.push(link);
    } else {
      const holder: Side = onLeft ? 'left' : 'right';
      const lacking: Side = onLeft ? 'right' : 'left';
      if (held.get(link) === holder) continue;
      if (!before) {
        // Added by the holder. One way: the target's own additions stay with it.
        if (writesTo(mapping, lacking)) add[lacking].push(link);
      } else if (!isUnsure[lacking] && writesTo(mapping, holder)) remove[holder].push(link);
    }
  }
  return { add, remove, settled, ended, pending: pendingOf(left, right), overruled: null, conflict: null };
}

/** A side's single target: a link, none, one that means nothing, or something that cannot be read as one value. */
type Single = number | null | 'nobody' | 'unreadable';

/**
 * One of the two sides holds a single target, so both are read and written as one value. A dangling one may mean what it no
 * longer shows, and is left alone; one way, what the target shows does not travel, so it is nobody, and the source's wins.
 */
function mergeValues({ mapping, left, right, base, held, blanks, newest }: AssociationMergeRequest): AssociationMerge {
  const l = singleOf(left, writesTo(mapping, 'right'));
  const r = singleOf(right, writesTo(mapping, 'left'));
  const pending = [...pendingOf(left, right), ...severalTargets('left', left), ...severalTargets('right', right)];
  const nothing = {
    add: { left: [], right: [] },
    remove: { left: [], right: [] },
    settled: [],
    ended: [],
    pending,
    overruled: null,
    conflict: null,
  };
  if (l === 'unreadable' || r === 'unreadable') return nothing;
  const shared = base.values().next().value ?? null;
  const before = (side: Side): number | null =>
    [...held].find(([, holder]) => holder === side)?.[0] ?? ([...held.values()].length > 0 ? null : shared);
  const ended = [...base, ...held.keys()].filter((link) => link !== l && link !== r);
  if (l === r) {
    return { ...nothing, settled: l === shared ? [] : asLinks(l), ended };
  }
  const leftChanged = l !== before('left');
  const rightChanged = r !== before('right');
  if (!leftChanged && !rightChanged) return { ...nothing, ended };
  let winner: Side;
  let conflict = false;
  if (leftChanged && rightChanged) {
    const rule = mapping.winner;
    const ruled = rule === 'newest' ? newest : rule === 'review' ? null : rule;
    if (ruled === null && l !== null && r !== null) {
      const reason =
        'both sides lead elsewhere than at the last sync: linkwright conflicts resolve says which is right';
      const waiting = { ...nothing, pending: [...pending, { side: 'left' as const, record: '', reason }], ended };
      return isTarget(l) && isTarget(r) ? { ...waiting, review: { left: [l], right: [r] } } : waiting;
    }
    winner = ruled ?? (l === null ? 'right' : 'left');
    const value = winner === 'left' ? l : r;
    if (value === null && blanks === 'keep') winner = winner === 'left' ? 'right' : 'left';
    else conflict = (winner === 'left' ? r : l) !== null;
  } else winner = leftChanged ? 'left' : 'right';
  const to: Side = winner === 'left' ? 'right' : 'left';
  if (!writesTo(mapping, to)) return { ...nothing, ended };
  const wanted = winner === 'left' ? l : r;
  const losing = winner === 'left' ? r : l;
  const isOverruled = losing === 'nobody';
  // Nothing to point at instead: what means nothing stays.
  if (isOverruled && wanted === null) return { ...nothing, ended };
  return {
    add: { left: [], right: [], [to]: asLinks(wanted) },
    remove: { left: [], right: [], [to]: asLinks(losing) },
    settled: [],
    ended,
    pending: isOverruled ? pending.filter(({ side }) => side !== to) : pending,
    overruled: isOverruled ? to : null,
    conflict: conflict ? { left: asLinks(l), right: asLinks(r), winner } : null,
  };
}

const isTarget = (single: Single): single is number => typeof single === 'number';

const asLinks = (single: Single): readonly number[] => (isTarget(single) ? [single] : []);

/** `travels`: the other side is given what this one shows. */
function singleOf(targets: readonly ObservedTarget[], travels: boolean): Single {
  const [first, ...rest] = targets;
  if (first === undefined) return null;
  if (rest.length > 0) return 'unreadable';
  if (first.kind === 'linked') return first.link;
  return isDangling(first) && !travels ? 'nobody' : 'unreadable';
}

function severalTargets(side: Side, targets: readonly ObservedTarget[]): AssociationMerge['pending'] {
  const count = targets.length;
  if (count < 2) return [];
  return [{ side, record: '', reason: `several targets (${count}) where the other side holds one` }];
}

const isDangling = (target: ObservedTarget): boolean => target.kind === 'pending' && target.dangling === true;

function linksOf(targets: readonly ObservedTarget[]): ReadonlySet<number> {
  return new Set(targets.flatMap((target) => (target.kind === 'linked' ? [target.link] : [])));
}

function pendingOf(left: readonly ObservedTarget[], right: readonly ObservedTarget[]): AssociationMerge['pending'] {
  const of = (side: Side, targets: readonly ObservedTarget[]): AssociationMerge['pending'] =>
    targets.flatMap((target) =>
      target.kind === 'pending'
        ? [{ side, record: target.record, reason: target.reason, ...(target.key && { key: target.key }) }]
        : [],
    );
  return [...of('left', left), ...of('right', right)];
}

export const writesTo = (mapping: CompiledAssociationMapping, side: Side): boolean =>
  mapping.direction === 'two-way' || mapping.direction === (side === 'right' ? 'left-to-right' : 'right-to-left');
