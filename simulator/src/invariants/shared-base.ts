import type { CanonicalValue } from '@linkwright/core';
import { type ObjectName, otherSide } from '../story/story.ts';
import type { FieldPair } from '../world/configuration.ts';
import type { FieldEvent } from '../world/ledger-events.ts';
import { twinsOf, type World } from '../world/world.ts';
import { isThereAt } from './is-there-at.ts';
import { sameValue, saysTheSame } from './standing.ts';

/** Where a field of a record is. */
type Place = Pick<FieldEvent, 'side' | 'object' | 'id' | 'field'>;

/**
 * This was the last that the state knew of a field: what an answer showed, or the engine wrote. From which answer on, and until which
 * one: events of the world are too far apart to tell what was known first.
 */
interface Known {
  readonly value: CanonicalValue;
  /** The last event of the world before. */
  readonly at: number;
  readonly from: number;
  readonly until: number;
  readonly isWritten: boolean;
}

/**
 * Is what the engine has replaced that on which both sides agreed last, as far as the state knew them, and has a person given the twin
 * another value since? Then it is no edit: somebody has put back what was there, or nobody has touched it since they agreed. An index
 * that lags shows what was there before, and that is what the state knows.
 */
export function isSharedBase(world: World, object: ObjectName, field: FieldPair, event: FieldEvent): boolean {
  const { side, replaced } = event;
  if (replaced === null || field.direction !== 'two-way') return false;
  const other = otherSide(side);
  const own = knownBefore(world, event, event);
  return [...twinsOf(world, side, event.id)].some((id) => {
    if (!isThereAt(world, other, id, event.at)) return false;
    const where = { side: other, object: world.shapes[object][other], id, field: field[other] };
    const twin = knownBefore(world, where, event);
    const base = lastAgreement(world, { object, field, event, twin: id }, own, twin);
    if (base === null || !sameValue(world, object, field, side, base.own.value, replaced.value)) return false;
    return isEditedSince(world, where, base.twin, twin.slice(twin.indexOf(base.twin) + 1));
  });
}

/** Does the state know, since then, a value that a person has given it after the one that it knew then? */
function isEditedSince({ ledger }: World, where: Place, base: Known, later: readonly Known[]): boolean {
  const events = ledger.fields.filter((one) => isAt(one, where));
  const given = events.findLast(({ at, value }) => at <= base.at && isSame(value, base.value));
  return later.some((known) =>
    events.some(
      ({ at, author, value }) =>
        author === 'person' && at > (given?.at ?? 0) && isSame(value, known.value) && !known.isWritten,
    ),
  );
}

/** The last two that were known at once, say the same, and that a sync has found so, or the engine has made so. */
function lastAgreement(
  world: World,
  { object, field, event, twin: id }: { object: ObjectName; field: FieldPair; event: FieldEvent; twin: string },
  own: readonly Known[],
  twin: readonly Known[],
): { readonly own: Known; readonly twin: Known } | null {
  const ids = [event.id, id];
  const agreed = own.flatMap((one) =>
    twin.flatMap((two) => {
      const [from, until] = [Math.max(one.from, two.from), Math.min(one.until, two.until)];
      if (from >= until) return [];
      const values = event.side === 'left' ? ([one.value, two.value] as const) : ([two.value, one.value] as const);
      if (!saysTheSame(world, object, field, ...values)) return [];
      const isMade = [one, two].some((known) => known.isWritten && known.from === from);
      return isMade || isMerged(world, ids, from, until) ? [{ own: one, twin: two, from }] : [];
    }),
  );
  return agreed.sort((a, b) => a.from - b.from).at(-1) ?? null;
}

/** Has a sync come to its end in between, or got as far as to write something else of the two records? */
const isMerged = ({ decided, ledger }: World, ids: readonly string[], from: number, until: number): boolean =>
  decided.runs.some(({ arrivals, carriesAll }) => carriesAll && arrivals >= from && arrivals < until) ||
  [...ledger.fields, ...ledger.edges].some(
    ({ author, arrivals, id }) => author === 'engine' && arrivals >= from && arrivals < until && ids.includes(id),
  );

/** One after the other, when an event happened. A state that was put back knows what was shown before it was kept. */
function knownBefore({ ledger, takenBack: back }: World, where: Place, before: FieldEvent): readonly Known[] {
  const isLost = (at: number): boolean => back !== null && before.at > back.at && at > back.from && at <= back.at;
  const written = ledger.fields.filter((one) => one.author === 'engine' && isAt(one, where));
  const values = [
    // Its answer comes next.
    ...written.map(({ at, arrivals, value }) => ({ at, from: arrivals + 0.5, value, isWritten: true })),
    ...ledger
      .shownOf(where.side, where.object, where.id, where.field)
      .map(({ at, arrival, value }) => ({ at, from: arrival, value, isWritten: false })),
  ]
    .filter(({ at, from }) => from <= before.arrivals && !isLost(at))
    .sort((a, b) => a.from - b.from);
  return values.map((one, index) => ({ ...one, until: values[index + 1]?.from ?? before.arrivals + 0.5 }));
}

const isAt = (one: FieldEvent, { side, object, id, field }: Place): boolean =>
  one.side === side && one.object === object && one.id === id && one.field === field;

const isSame = (a: CanonicalValue, b: CanonicalValue): boolean => JSON.stringify(a) === JSON.stringify(b);
