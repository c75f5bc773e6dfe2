import type { CycleContext, CyclePlan } from '../context/cycle-context.ts';
import type { CycleRequest } from './cycle-request.ts';
import { siblingsOf } from './number-syncs.ts';

/** What every step of a run shares, at its beginning. */
export const createCycleContext = (
  request: Pick<CycleRequest, 'store' | 'clock' | 'random' | 'signal' | 'normalizers' | 'report' | 'undo' | 'resolve'>,
  {
    run,
    plan,
    undecided,
    hintedOnly,
    reading = null,
  }: Pick<CycleContext, 'run' | 'undecided' | 'hintedOnly'> &
    Partial<Pick<CycleContext, 'reading'>> & { readonly plan: CyclePlan },
): CycleContext => ({
  run,
  store: request.store,
  clock: request.clock,
  random: request.random,
  signal: request.signal,
  normalizers: request.normalizers,
  report: request.report ?? (() => undefined),
  isHeard: request.report !== undefined,
  objects: new Map(plan.objects.map((object) => [object.object, object])),
  reading,
  pulled: new Set(),
  siblings: siblingsOf(plan.pairs),
  preview: false,
  braked: new Set(),
  decidedOnly: request.undo !== undefined || request.resolve !== undefined,
  hintedOnly,
  undecided,
  reviewed: new Set(),
  unkept: new Map(),
  endedUndo: [],
  lostUndo: [],
  taken: { tries: new Map(), holders: new Map(), fields: new Set() },
});
