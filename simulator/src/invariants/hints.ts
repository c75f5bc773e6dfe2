import type { CycleReport } from '@linkwright/engine';
import { type Side, sides } from '../story/story.ts';
import type { Delivered } from '../world/hint-post.ts';
import type { Cell } from '../world/ledger-events.ts';
import { goneRecords, type ReadProgress, readProgress, runCount } from '../world/store-progress.ts';
import { place, report, type World } from '../world/world.ts';

const name = 'I25-hints';

/** What a state said before a cycle of hints. */
export interface BeforeHints {
  readonly progress: readonly ReadProgress[];
  readonly gone: ReadonlySet<string>;
  readonly runs: number;
  readonly at: number;
}

export async function beforeHints({ store, ledger }: World): Promise<BeforeHints> {
  return {
    progress: await readProgress(store),
    gone: await goneRecords(store),
    runs: await runCount(store),
    at: ledger.at,
  };
}

export interface HintedCycle {
  readonly hints: readonly Delivered[];
  /** Objects whose changes were listed, as places. */
  readonly listed: ReadonlySet<string>;
  readonly writes: number;
  /** `null`: it did not come to its end. */
  readonly report: CycleReport | null;
  /** Nothing went wrong in it, nobody did anything meanwhile, and there was room for all that was hinted at. */
  readonly isPlain: boolean;
}

/**
 * I25: no hint is believed, and each is looked at. How far an object has been read moves only when its changes are listed; a record
 * is taken for gone only when it is; where nothing is news there was no run; and what is hinted at has been read.
 */
export async function checkHints(world: World, before: BeforeHints, cycle: HintedCycle): Promise<void> {
  const { store } = world;
  for (const { account, object, checkpoint } of await readProgress(store)) {
    const was = before.progress.find((one) => one.account === account && one.object === object)?.checkpoint ?? null;
    if (checkpoint === was || cycle.listed.has(`${account} ${object}`)) continue;
    report(world, name, `${object} (${account}) counts as read up to ${checkpoint}, and nobody has listed its changes`);
  }
  const gone = await goneRecords(store);
  for (const key of gone) if (!before.gone.has(key)) checkGone(world, before, key);
  if (cycle.report === null) return;
  if (cycle.report.syncs.length === 0) {
    if (cycle.writes > 0) report(world, name, `${cycle.writes} writes although nothing was news`);
    if ((await runCount(store)) !== before.runs) report(world, name, 'a run is kept although nothing was news');
  }
  if (cycle.isPlain) for (const hint of cycle.hints) checkLookedAt(world, gone, hint, cycle);
}

function checkGone(world: World, { at }: BeforeHints, key: string): void {
  for (const side of sides) {
    for (const { [side]: object } of Object.values(world.shapes)) {
      const { records } = world.apps[side].app.state.table(object);
      const id = [...records.keys()].find((one) => goneKey(side, object, one) === key);
      const wasAway = world.ledger.records.some((one) => one.side === side && one.id === id && one.at > at);
      if (id !== undefined && !wasAway) report(world, name, `${id} (${side}) is taken for gone, and is there`);
    }
  }
}

/** Has the engine been shown what the record holds? Where every hint names a version that is none, it may know that one. */
function checkLookedAt(
  world: World,
  gone: ReadonlySet<string>,
  hint: Delivered,
  { hints: all, listed }: HintedCycle,
): void {
  const { side, id, object } = hint;
  const shape = Object.values(world.shapes).find((one) => one[side] === object);
  const ofRecord = all.filter((one) => one.side === side && one.object === object && one.id === id);
  const { app } = world.apps[side];
  const record = shape ? app.read(object, id) : null;
  const isOld = ({ revision, kind }: Delivered): boolean =>
    kind === 'changed' && revision !== undefined && revision !== record?.revision;
  if (!shape || ofRecord.every(isOld)) return;
  if (record === null) {
    const wasThere = world.ledger.records.some((one) => one.side === side && one.object === object && one.id === id);
    const isKnown = wasThere && world.twins.has(place(side, id)) && !world.forgot;
    // An object that has not been read to its end yet is read on, and looked through for what is gone when that is due.
    if (listed.has(`${hint.account} ${object}`)) return;
    if (isKnown && !gone.has(goneKey(side, object, id)))
      report(world, name, `that ${id} (${side}) is gone was not looked at`);
    return;
  }
  const cells = shape.fields.flatMap((field) => {
    const cell = world.ledger.cell(side, object, id, field[side]);
    return cell ? [{ ...cell, name: field.name }] : [];
  });
  // An object that is read on shows what has changed since its last page; what that could not read is found by the next comparison.
  const wasUnreadable = ({ at }: Cell): boolean =>
    listed.has(`${hint.account} ${object}`) && cells.some(({ seen, seenAt }) => seen && seenAt >= at);
  const unseen = cells.find((cell) => !cell.seen && !wasUnreadable(cell));
  if (unseen) report(world, name, `${unseen.name} of ${id} (${side}) was hinted at, and not looked at`);
}

/** As the state names a record. */
const goneKey = (side: Side, object: string, id: string): string => `memory:${side} ${object} ${id}`;
