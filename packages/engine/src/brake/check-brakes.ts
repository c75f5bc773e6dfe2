import { type BrakeLimit, type BrakeLimits, type BrakeName, brakeNames } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { labelsOf } from '../context/record-labels.ts';
import { fateOfTwin } from '../match/deletion-holds.ts';
import type { EarlyDecisions } from '../plan/early-decisions.ts';
import { countEdges, countGoneLinked, countLinks, countTotals } from '../store/brake-totals.ts';
import type { Link } from '../store/links.ts';
import type { PulledBrake } from '../store/pulled-brakes.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { type ChangeCount, ChangeCounts, type Subject, subjectName } from './change-counts.ts';
import { countChanges, countVerified, type SeenDirty } from './count-changes.ts';
import { countUnmatched } from './count-unmatched.ts';
import { countHeld } from './held-values.ts';
import { tellBrake } from './tell-brake.ts';

/**
 * What is about to change in larger numbers than the file allows, from what is stored alone. The store keeps a record dirty
 * until its change is written or gone, so a run that is killed and repeated finds the same.
 *
 * Where so few records are dirty (`dirty`), or so few are linked, that no limit can be reached, nothing else is looked at.
 * `whole`: false in the later passes of a run, which look at what the run itself has made dirty; only records that have
 * turned out to be gone are news there.
 */
export async function checkBrakes(
  context: CycleContext,
  plan: PairPlan,
  options: {
    readonly allowed: ReadonlySet<BrakeName>;
    readonly whole: boolean;
    readonly dirty: number;
    readonly early: EarlyDecisions;
  },
): Promise<readonly PulledBrake[]> {
  const limits = without(plan.sync.brakes, options.allowed);
  const { fields, ...ofSync } = limits;
  const all = [ofSync, ...Object.values(fields)].flatMap((one) => Object.values(one));
  const leasts = all.flatMap((limit) => limit?.least ?? []);
  if (leasts.length === 0) return [];
  const { database } = context.store;
  const least = Math.min(...leasts);
  const isMany = options.dirty >= least;
  const totals = await countTotals(database, plan, Math.max(...leasts));
  const hasLinks = totals.links >= least;
  const changes = options.whole && hasLinks ? await changesOver(context, plan, limits, { ...options, isMany }) : null;
  const seen = changes?.seen ?? null;
  const over: (ChangeCount & { readonly of: number })[] = [];
  if (isMany && hasLinks) over.push(...(await goneOver(context, plan, limits, seen)));
  if (options.whole && isMany && hasLinks) over.push(...(await mergersOver(context, plan, limits, totals.toMerge)));
  over.push(...(changes?.over ?? []));
  // What an implied sync creates is known once the records that refer to it have been looked at.
  if (isMany && (options.whole || plan.sync.implied)) {
    over.push(...(await unmatchedOver(context, plan, limits, { present: totals.present, seen })));
  }
  return Promise.all(over.map((one) => asPulled(context, plan, one)));
}

/** Limits that can be reached: not those that are allowed to be passed this time, nor those that are all of something. */
const without = (limits: BrakeLimits, allowed: ReadonlySet<BrakeName>): BrakeLimits => {
  const limitOf = (name: BrakeName): BrakeLimit | null => (allowed.has(name) ? null : reachable(limits[name]));
  const fields = Object.entries(limits.fields).map(([field, own]) => {
    const left = brakeNames.flatMap((name) => {
      const limit = own[name];
      return limit === undefined || allowed.has(name) ? [] : [[name, reachable(limit)] as const];
    });
    return [field, Object.fromEntries(left)] as const;
  });
  return {
    archive: limitOf('archive'),
    blank: limitOf('blank'),
    unlink: limitOf('unlink'),
    create: limitOf('create'),
    overwrite: limitOf('overwrite'),
    fields: Object.fromEntries(fields),
  };
};

const reachable = (limit: BrakeLimit | null): BrakeLimit | null => (limit && limit.share < 1 ? limit : null);

/** A field may have a limit of its own. `null`: it is off. */
function limitFor(limits: BrakeLimits, { kind, subject }: Pick<ChangeCount, 'kind' | 'subject'>): BrakeLimit | null {
  const mapping =
    subject.kind === 'field' ? subject.mapping : subject.kind === 'association' ? subject.association.mapping : null;
  const own = mapping && (limits.fields[mapping.left.name] ?? limits.fields[mapping.right.name]);
  const limit = own?.[kind];
  return limit === undefined ? limits[kind] : limit;
}

type Counted = ChangeCount & { readonly of: number };

const isOver = (limits: BrakeLimits, counted: Counted): boolean => {
  const limit = limitFor(limits, counted);
  return limit !== null && counted.count >= limit.least && counted.count > limit.share * counted.of;
};

/** What becomes of a link whose record on `side` is gone: it ends, and by the rule of the sync its twin is archived too. */
const endOfLink = ({ sync }: PairPlan, side: Side): BrakeName =>
  fateOfTwin(sync, otherSide(side)) === 'to-archive' ? 'archive' : 'unlink';

async function goneOver(
  context: CycleContext,
  plan: PairPlan,
  limits: BrakeLimits,
  seen: SeenDirty | null,
): Promise<readonly Counted[]> {
  const { database } = context.store;
  const found: Counted[] = [];
  for (const side of sides) {
    const kind = endOfLink(plan, side);
    const least = limits[kind]?.least ?? Number.POSITIVE_INFINITY;
    if ((seen?.gone[side] ?? least) < least) continue;
    const { count, example } = await countGoneLinked(database, plan.pair, side);
    if (count < least) continue;
    const of = await countLinks(database, plan.pair);
    found.push({ kind, side, subject: { kind: 'gone' }, count, example, values: new Map(), of });
  }
  return found.filter((one) => isOver(limits, one));
}

/** Mergers that somebody has approved: they are final. */
async function mergersOver(
  context: CycleContext,
  plan: PairPlan,
  limits: BrakeLimits,
  toMerge: Readonly<Record<Side, number>>,
): Promise<readonly Counted[]> {
  const { database } = context.store;
  const found: Counted[] = [];
  for (const side of sides) {
    const count = toMerge[side];
    if (count < (limits.archive?.least ?? Number.POSITIVE_INFINITY)) continue;
    const of = await countLinks(database, plan.pair);
    const subject = { kind: 'merged' } as const;
    found.push({ kind: 'archive', side: otherSide(side), subject, count, example: '', values: new Map(), of });
  }
  return found.filter((one) => isOver(limits, one));
}

async function unmatchedOver(
  context: CycleContext,
  plan: PairPlan,
  limits: BrakeLimits,
  known: { readonly present: Readonly<Record<Side, number>>; readonly seen: SeenDirty | null },
): Promise<readonly Counted[]> {
  const least = limits.create?.least ?? Number.POSITIVE_INFINITY;
  if (!limits.create || known.present.left < least || known.present.right < least) return [];
  const found = await countUnmatched(context, plan, limits.create, known.seen?.unlinked ?? null);
  if (!found) return [];
  const { side, of, matched, creates, example } = found;
  const subject = { kind: 'unmatched', creates } as const;
  return [{ kind: 'create', side, subject, count: of - matched, of, example, values: new Map() }];
}

async function changesOver(
  context: CycleContext,
  plan: PairPlan,
  limits: BrakeLimits,
  { isMany, early }: { readonly isMany: boolean; readonly early: EarlyDecisions },
): Promise<{ readonly over: readonly Counted[]; readonly seen: SeenDirty | null } | null> {
  const associations = await hasManyEdges(context, plan, limits);
  // A record has one value of a field, but may lose any number of associations.
  if (!isMany && !associations) return null;
  const { counts, shown, doubtful, seen } = await countChanges(context, plan, early, { associations });
  const known = early.list(plan).map(({ pair }) => pair.link);
  const over = await withTotals(context, plan, limits, together(counts, shown), known);
  const removals = over.some(({ kind, subject }) => kind === 'unlink' && subject.kind === 'association');
  if (!removals) return { over, seen };
  const verified = together(counts, await countVerified(context, plan, doubtful));
  // Records that have turned out to be gone are news, and no edit of an association.
  return { over: await withTotals(context, plan, limits, verified, known), seen: null };
}

function together(...parts: readonly ChangeCounts[]): ChangeCounts {
  const all = new ChangeCounts();
  for (const part of parts) all.addAll(part);
  return all;
}

async function hasManyEdges({ store }: CycleContext, plan: PairPlan, limits: BrakeLimits): Promise<boolean> {
  for (const association of plan.associations) {
    const subject = { kind: 'association', association } as const;
    const [unlink, overwrite] = [
      limitFor(limits, { kind: 'unlink', subject }),
      limitFor(limits, { kind: 'overwrite', subject }),
    ];
    const least = Math.min(unlink?.least ?? Number.POSITIVE_INFINITY, overwrite?.least ?? Number.POSITIVE_INFINITY);
    if (least === Number.POSITIVE_INFINITY) continue;
    if ((await countEdges(store.database, association.association, least)) >= least) return true;
  }
  return false;
}

/** Those that are over their limit, with the number that they are a share of. `known`: links that are at hand. */
async function withTotals(
  { store: { database } }: CycleContext,
  plan: PairPlan,
  limits: BrakeLimits,
  counts: ChangeCounts,
  known: readonly Link[],
): Promise<readonly Counted[]> {
  const many = counts.list().filter((one) => one.count >= (limitFor(limits, one)?.least ?? Number.POSITIVE_INFINITY));
  const fields = many.flatMap(({ subject, side, kind, count }) =>
    subject.kind === 'field'
      ? [{ mapping: subject.mapping, side, enough: count / (limitFor(limits, { kind, subject })?.share ?? 1) }]
      : [],
  );
  const held = await countHeld(database, plan.pair, fields, known);
  const counted: Counted[] = [];
  for (const one of many) {
    const { subject, side, count } = one;
    if (subject.kind === 'field') {
      const index = fields.findIndex((field) => field.mapping === subject.mapping && field.side === side);
      // What is taken from the other side may have stood there alone.
      counted.push({ ...one, of: Math.max(held[index] ?? 0, count) });
    } else if (subject.kind === 'association') {
      counted.push({ ...one, of: await countEdges(database, subject.association.association) });
    } else counted.push({ ...one, of: await countLinks(database, plan.pair) });
  }
  return counted.filter((one) => isOver(limits, one));
}

async function asPulled(context: CycleContext, plan: PairPlan, one: Counted): Promise<PulledBrake> {
  const { kind, side, subject, count, of, example: id } = one;
  const labels = id === '' ? new Map<string, string>() : await labelsOf(context.store.database, plan[side], [id]);
  const example = id === '' ? null : { id, label: labels.get(id) ?? id };
  const told = tellBrake(plan, { ...one, example });
  return { kind, side, subject: subjectName(subject), field: fieldOf(subject, one), count, of, example, ...told };
}

function fieldOf(subject: Subject, { side }: ChangeCount): string | null {
  if (subject.kind === 'field') return subject.mapping[side].name;
  return subject.kind === 'association' ? subject.association.mapping[side].name : null;
}
