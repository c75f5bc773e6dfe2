import { visible } from '../output/visible.ts';
import { placeOf, type SetupContext, type SetupPair } from './setup-context.ts';
import type { SetupFlags } from './setup-flags.ts';

type Direction = NonNullable<SetupFlags['direction']>;
type Create = NonNullable<SetupFlags['create']>;
type Winner = NonNullable<SetupFlags['winner']>;

/** How the two sides of a sync are kept in step. */
export interface Behaviour {
  readonly direction: Direction;
  readonly create: Create;
  readonly winner: Winner;
}

export const usualBehaviour: Behaviour = { direction: 'two-way', create: 'both', winner: 'left' };

/** What is not answered by a flag is asked, the default first. `possible`: where records can be created at all. */
export async function chooseBehaviour(context: SetupContext, pair: SetupPair, possible: Create): Promise<Behaviour> {
  const { ask, flags } = context;
  const usual = { ...usualBehaviour, create: possible };
  const given = {
    ...(flags.direction !== undefined && { direction: flags.direction }),
    ...(flags.create !== undefined && { create: flags.create }),
    ...(flags.winner !== undefined && { winner: flags.winner }),
  };
  if (ask === null) return { ...usual, ...given };
  const direction = given.direction ?? (await chooseDirection(context, pair, usual.direction));
  const create = given.create ?? (await chooseCreate(context, pair, { current: possible, possible, direction }));
  const winner =
    given.winner ?? (direction === 'two-way' ? await chooseWinner(context, pair, usual.winner) : usual.winner);
  return { direction, create, winner };
}

export async function chooseDirection(
  context: SetupContext,
  { left, right }: SetupPair,
  current: Direction,
): Promise<Direction> {
  const [a, b] = [visible(placeOf(context, left)), visible(placeOf(context, right))];
  const choices = [
    { value: 'two-way' as const, label: 'Both ways (the default)' },
    { value: 'left-to-right' as const, label: `Only from ${a} to ${b}` },
    { value: 'right-to-left' as const, label: `Only from ${b} to ${a}` },
  ];
  return (await context.ask?.choose<Direction>('Which way do changes go?', choices, current)) ?? current;
}

export async function chooseCreate(
  context: SetupContext,
  { left, right }: SetupPair,
  {
    current,
    possible,
    direction,
  }: { readonly current: Create; readonly possible: Create; readonly direction: Direction },
): Promise<Create> {
  const [a, b] = [visible(placeOf(context, left)), visible(placeOf(context, right))];
  const may = (side: 'left' | 'right'): boolean =>
    (possible === 'both' || possible === side) && direction !== (side === 'left' ? 'left-to-right' : 'right-to-left');
  const all = [
    ...(may('left') && may('right') ? [{ value: 'both' as const, label: 'In both apps (the default)' }] : []),
    ...(may('right') ? [{ value: 'right' as const, label: `Only in ${b}` }] : []),
    ...(may('left') ? [{ value: 'left' as const, label: `Only in ${a}` }] : []),
    { value: 'none' as const, label: 'Nowhere: only what is in both is kept in step' },
  ];
  const [first] = all;
  if (first === undefined || all.length === 1) return 'none';
  const chosen = await context.ask?.choose<Create>(
    'Where are records created that only the other app has?',
    all,
    all.some(({ value }) => value === current) ? current : first.value,
  );
  // What cannot be created on one side anyway need not be said.
  return chosen === undefined || (chosen === first.value && possible === 'both') ? 'both' : chosen;
}

export async function chooseWinner(
  context: SetupContext,
  { left, right }: SetupPair,
  current: Winner,
): Promise<Winner> {
  const [a, b] = [visible(placeOf(context, left)), visible(placeOf(context, right))];
  const choices = [
    { value: 'left' as const, label: `${a} (the default)` },
    { value: 'right' as const, label: b },
    { value: 'newest' as const, label: 'Whoever edited last', hint: 'where both apps tell when' },
    { value: 'review' as const, label: 'Nobody: both stay until you decide' },
  ];
  const message = 'Who wins where both have changed one value? The other value is kept in the conflict log.';
  return (await context.ask?.choose<Winner>(message, choices, current)) ?? current;
}
