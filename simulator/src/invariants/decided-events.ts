import type { ObjectName, Side } from '../story/story.ts';
import type { FieldPair, SyncShape } from '../world/configuration.ts';
import type { EdgeEvent, FieldEvent, RecordEvent } from '../world/ledger-events.ts';
import type { PastRun, Undo } from '../world/peoples-decisions.ts';
import { place, type World } from '../world/world.ts';
import { saysTheSame } from './standing.ts';

/** What a run did to the apps, by the place of each thing: a value, what a record points at, or the record as a whole. */
export interface Touched {
  readonly fields: ReadonlyMap<string, readonly FieldEvent[]>;
  readonly edges: ReadonlyMap<string, readonly EdgeEvent[]>;
  readonly made: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
  /** Places of what it was told that it has written: somebody may have put the same there just before. */
  readonly claimed: ReadonlySet<string>;
}

type Event = FieldEvent | EdgeEvent | RecordEvent;

export const fieldPlace = ({ side, id, field }: Pick<FieldEvent, 'side' | 'id' | 'field'>): string =>
  `${place(side, id)} ${field}`;

/** A set and its marks are one matter. */
export const edgePlace = (world: World, { side, id, field }: Pick<EdgeEvent, 'side' | 'id' | 'field'>): string =>
  `${place(side, id)} ${ofSet(world, side).includes(field) ? 'set' : field}`;

const ofSet = ({ apps }: World, side: Side): readonly string[] =>
  ['companies', 'primary', 'advisor'].map((name) => apps[side].personality.field(name));

const known = new WeakMap<PastRun, Touched>();

export function touchedBy(world: World, run: PastRun): Touched {
  const before = known.get(run);
  if (before) return before;
  const isOfRun = ({ at, author }: Event): boolean => author === 'engine' && at > run.from && at <= run.to;
  const records = world.ledger.records.filter(isOfRun);
  const placesOf = (change: RecordEvent['change']): ReadonlySet<string> =>
    new Set(records.filter((one) => one.change === change).map(({ side, id }) => place(side, id)));
  const touched: Touched = {
    fields: Map.groupBy(world.ledger.fields.filter(isOfRun), fieldPlace),
    edges: Map.groupBy(world.ledger.edges.filter(isOfRun), (event) => edgePlace(world, event)),
    made: placesOf('made'),
    gone: placesOf('gone'),
    claimed: new Set(
      world.ledger.claims
        .filter(({ at }) => at > run.from && at <= run.to)
        .flatMap((claim) => [fieldPlace(claim), edgePlace(world, claim)]),
    ),
  };
  known.set(run, touched);
  return touched;
}

/** Is it about something that the run did, and that is to be taken back? */
export function mayUndo(world: World, undo: Undo, event: Event): boolean {
  const { fields, edges, made, claimed } = touchedBy(world, undo.run);
  const own = place(event.side, event.id);
  if (undo.records !== null && !undo.records.has(own)) return false;
  if ('target' in event)
    return edges.has(edgePlace(world, event)) || claimed.has(edgePlace(world, event)) || made.has(own);
  if ('field' in event) return fields.has(fieldPlace(event)) || claimed.has(fieldPlace(event));
  return event.change === 'gone' && made.has(own);
}

const isWithin = ({ from, until }: Pick<Undo, 'from' | 'until'>, { at }: Event): boolean => at > from && at <= until;

/** What somebody has asked to be taken back, and the engine did this to that end. */
const undoOf = (world: World, event: Event): Undo | undefined =>
  event.author === 'engine'
    ? world.decided.undos.findLast((undo) => isWithin(undo, event) && mayUndo(world, undo, event))
    : undefined;

export const isUndoing = (world: World, event: Event): boolean => undoOf(world, event) !== undefined;

const isResolving = (world: World, event: FieldEvent | EdgeEvent): boolean =>
  event.author === 'engine' &&
  world.decided.resolutions.some(
    (one) => isWithin(one, event) && one.ends[event.side] === event.id && one.field[event.side] === event.field,
  );

/** Did the engine do it because somebody has said so: taken a run back, or decided a conflict? */
export const isDecided = (world: World, event: FieldEvent | EdgeEvent): boolean =>
  isUndoing(world, event) || isResolving(world, event);

type Ends = Readonly<Record<Side, string>>;

/** What was done to one value on both sides. */
export const valueEvents = (world: World, shape: SyncShape, field: FieldPair, ends: Ends): readonly FieldEvent[] =>
  world.ledger.fields.filter(
    ({ side, id, object, field: written }) => object === shape[side] && id === ends[side] && written === field[side],
  );

/** The same of an association. */
export const edgeEvents = (world: World, shape: SyncShape, field: FieldPair, ends: Ends): readonly EdgeEvent[] =>
  world.ledger.edges.filter(
    ({ side, id, object, field: edited }) => object === shape[side] && id === ends[side] && edited === field[side],
  );

/** Those that are about one target. */
export const edgesTo = (events: readonly EdgeEvent[], target: Ends): readonly EdgeEvent[] =>
  events.filter((event) => event.target === target[event.side]);

/**
 * Two values differ because one of them was given back what it held before a run. That lasts until somebody edits either of
 * the two. An edit that came before the undo counts, unless a sync had carried it by then. `events`: about both, whoever's.
 */
export function isLeftUndone(
  world: World,
  object: ObjectName,
  field: FieldPair,
  events: readonly FieldEvent[],
): boolean {
  const undone = events.findLast((event) => isUndoing(world, event));
  const undo = undone && undoOf(world, undone);
  if (!undo) return false;
  const isCarried = wereInStep(world, object, field, undo, events);
  const since = isCarried ? undo.from : undo.run.to;
  return !events.some((event) => event.author === 'person' && event.at > since);
}

/**
 * When somebody asked for the undo, did both sides say the same, and had a sync merged what people had put there last? What they
 * had put where the undo then wrote is waiting for no sync.
 */
function wereInStep(
  world: World,
  object: ObjectName,
  field: FieldPair,
  undo: Undo,
  events: readonly FieldEvent[],
): boolean {
  const { from } = undo;
  const ofSide = (side: Side) => events.filter((event) => event.side === side && event.at <= from);
  const [left, right] = [ofSide('left'), ofSide('right')];
  if (!saysTheSame(world, object, field, left.at(-1)?.value ?? null, right.at(-1)?.value ?? null)) return false;
  const givenBack = new Set(events.filter((event) => undoOf(world, event) === undo).map(({ side }) => side));
  const edits = [left, right].flatMap((side) => side.findLast(({ author }) => author === 'person') ?? []);
  const waiting = edits.filter(({ side }) => !givenBack.has(side));
  return waiting.every(({ cell }) =>
    world.decided.runs.some((run) => run.carriesAll && run.to <= from && cell.seen && cell.seenIn <= run.cycle),
  );
}

/**
 * The same of what records point at: of two edges that came with the run and that somebody took out, the undo leaves one. What the
 * engine has put back since, not having seen it, is no edit, nor is what people have put back themselves before any run could see it.
 */
export function areLeftUndone(world: World, events: readonly EdgeEvent[]): boolean {
  const undone = events.findLast((event) => isUndoing(world, event));
  const undo = undone && undoOf(world, undone);
  const isOverwritten = (event: EdgeEvent): boolean =>
    events.some(
      (one) =>
        one.author === 'engine' &&
        one.at > event.at &&
        one.side === event.side &&
        one.target === event.target &&
        one.change !== event.change,
    );
  const lasts = (event: EdgeEvent): boolean =>
    event.author === 'person' && !isOverwritten(event) && !isPutBack(world, events, event);
  return undo !== undefined && !events.some((event) => lasts(event) && event.at > undo.until);
}

/** Taken out and put back again, or the other way about, without a run in between: it was never away for anybody who looks. */
function isPutBack(world: World, events: readonly EdgeEvent[], event: EdgeEvent): boolean {
  const same = events.filter(({ side, target }) => side === event.side && target === event.target);
  const place = same.indexOf(event);
  return [same[place - 1], same[place + 1]].some((next) => {
    if (next?.author !== 'person' || next.change === event.change) return false;
    const [from, to] = [Math.min(next.at, event.at), Math.max(next.at, event.at)];
    return !world.decided.runs.some((run) => run.from < to && run.to > from);
  });
}

/** One way, what somebody has given back to the target is its own, until the source is edited. `events`: about both. */
export const isGivenBack = (world: World, events: readonly FieldEvent[]): boolean => {
  const last = events.at(-1);
  return last !== undefined && isDecided(world, last);
};

/** Has anything of what an event is about been taken back before? */
export const wasUndone = (world: World, { side, id, field, at }: EdgeEvent): boolean =>
  world.ledger.edges.some(
    (one) => one.at < at && edgePlace(world, one) === edgePlace(world, { side, id, field }) && isUndoing(world, one),
  );
