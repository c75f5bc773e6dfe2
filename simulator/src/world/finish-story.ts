import { calmCycle } from '../story/calm-cycle.ts';
import { type Cycle, otherSide, type Side, sides } from '../story/story.ts';
import { writesTo } from './configuration.ts';
import type { HintPost } from './hint-post.ts';
import { runCycleStep } from './run-cycle-step.ts';
import { loggedConflicts } from './store-decisions.ts';
import { listedRecords, type StoredRecord, storedLinks } from './store-view.ts';
import { report, type World } from './world.ts';

const hour = 3_600_000;

/** Everything that still waits for something has to come to rest within so many cycles. */
const cyclesToRest = 8;

const restCycle = (order: number): Cycle => ({ ...calmCycle(order), allow: true });

/**
 * Faults stop, refusals and removed fields are taken back, retries and sweeps become due. From here on the engine has to
 * bring both sides together (I1), and then leave them alone (I2). Returns what both apps hold in the end, without ids.
 */
export async function finishStory(world: World): Promise<string> {
  for (const heal of world.healers.splice(0)) heal();
  world.schema.restore();
  world.time.now += 26 * hour;
  world.trace.add('  all is well from here on');
  // What was edited while a field could not be read is found by a complete comparison.
  const wasBlind = world.story.steps.some(
    (step) => step.do === 'veil' || (step.do === 'cycle' && step.hidden !== null),
  );
  let rested = false;
  for (let count = 0; count < cyclesToRest && !rested; count += 1) {
    const result = await runCycleStep(world, { ...restCycle(count), full: count === 0 && wasBlind });
    world.time.now += hour;
    rested = result.ending === 'done' && result.writes.left + result.writes.right === 0;
  }
  if (!rested) report(world, 'I1-convergence', `still writing after ${cyclesToRest} cycles without faults`);
  const quiet = await checkQuiet(world);
  if (world.hints) await checkOldHints(world, world.hints);
  if (rested) await checkOneCalmEdit(world, quiet);
  return viewOf(world);
}

/** I2: a cycle with nothing changed writes nothing, and reads each object once and what a scan needs. */
async function checkQuiet(world: World): Promise<number> {
  world.time.now += 10 * 60_000;
  // What the app refuses may be due for another try, which leaves something to read: once in the same minute, not twice.
  const before = await runCycleStep(world, restCycle(100));
  if (before.writes.refused > 0) await runCycleStep(world, restCycle(100));
  const result = await runCycleStep(world, restCycle(101));
  const written = result.writes.left + result.writes.right + result.writes.refused;
  if (written > 0) report(world, 'I2-quiescence', `${written} writes although nothing had changed`);
  const bound = readBound(world, await listedRecords(world.store, world.shapes));
  if (result.reads > bound) report(world, 'I2-quiescence', `${result.reads} reads, and ${bound} would do`);
  return result.reads;
}

/** I25: at rest, all that the apps have ever told, told again, is no news. */
async function checkOldHints(world: World, hints: HintPost): Promise<void> {
  const told = hints.all();
  if (told.length === 0) return;
  const { writes } = await runCycleStep(world, restCycle(110), told);
  const written = writes.left + writes.right;
  if (written > 0) report(world, 'I25-hints', `${written} writes at rest, because of hints of what had been seen`);
}

/** One read of changes for each object and side, and a scan of what a change does not bring up. */
function readBound(world: World, listed: readonly StoredRecord[]): number {
  let calls = 0;
  for (const side of ['left', 'right'] as const) {
    const { app } = world.apps[side];
    const { batch, page } = world.story[side];
    for (const shape of Object.values(world.shapes)) {
      const scan = Math.ceil(app.count(shape[side]) / batch);
      const isSilent = shape.associations.some(
        (one) => !app.state.association(app.state.table(shape[side]), one[side]).schema.changeTouchesRecord,
      );
      // An app without an end mark is asked once more.
      calls += 2 + (isSilent ? 2 * scan : 0);
      // A create that waits for review is looked for in a complete read.
      const awaits = listed.some((one) => one.object === shape.object && one.reason === 'in-review');
      if (awaits) calls += 2 + Math.ceil(app.count(shape[side]) / page) + 2 * scan;
    }
  }
  return calls;
}

/** A scan of more calls does not run in every cycle. */
const cheapScanCalls = 20;

/** What the scans cost that run when their time has come, and not in every cycle. */
function dearScanCalls(world: World): number {
  let calls = 0;
  for (const side of sides) {
    const { app } = world.apps[side];
    for (const shape of Object.values(world.shapes)) {
      const { associations } = app.state.table(shape[side]).schema;
      const mapped = associations.filter(({ id }) => shape.associations.some((one) => one[side] === id));
      const silent = mapped.filter(({ changeTouchesRecord }) => !changeTouchesRecord);
      const targets = new Set(silent.flatMap((field) => field.targets));
      const scan = targets.size * Math.ceil(app.count(shape[side]) / world.story[side].batch);
      if (scan > cheapScanCalls) calls += scan;
    }
  }
  return calls;
}

/** I7 and I18: one edit on one side is one write on the other, none on its own, and costs what it is worth. */
async function checkOneCalmEdit(world: World, quietReads: number): Promise<void> {
  const side: Side = world.story.seed % 2 === 0 ? 'left' : 'right';
  const to = otherSide(side);
  const shape = world.shapes.contact;
  const field = shape.fields.find((one) => one.name === 'title');
  const listed = await listedRecords(world.store, world.shapes);
  const links = await storedLinks(world.store, world.shapes);
  const waiting = (await loggedConflicts(world.store)).filter(({ isWaiting }) => isWaiting);
  const link = links.find(
    (one) =>
      one.object === 'contact' &&
      !waiting.some((conflict) => conflict.link === one.id) &&
      one.state === 'linked' &&
      !listed.some((record) => record.id === one.left || record.id === one.right) &&
      field !== undefined &&
      !sides.some((end) => world.schema.isVeiled(end, shape[end], one[end], field[end])),
  );
  if (!link || !field || !writesTo(field.direction, to)) return;
  const { app } = world.apps[side];
  app.update(shape[side], link[side], { [field[side]]: 'calm' });
  world.ledger.note(side, 'person');
  world.trace.add(`  somebody sets title of ${link[side]} to "calm" (${side})`);
  // An index shows it a moment later.
  world.time.now += world.story[side].lagMs;
  const result = await runCycleStep(world, restCycle(200));
  const arrived = world.apps[to].app.read(shape[to], link[to])?.fields[field[to]];
  if (arrived !== 'calm') {
    report(world, 'I1-convergence', `"calm" of ${link[side]} has not arrived at ${link[to]}`);
  }
  if (result.writes[side] > 0) report(world, 'I7-direction', `${side} is written although it alone was edited`);
  if (result.writes[to] > 1) report(world, 'I18-work-bound', `${result.writes[to]} writes for one edit`);
  // A scan that is due by the clock is not for the edit.
  if (result.reads > quietReads + 4 + dearScanCalls(world)) {
    report(world, 'I18-work-bound', `${result.reads} reads for one edit, ${quietReads} for none`);
  }
}

/** Values and associations of all records, by their values alone: ids depend on who came first. */
export function viewOf(world: World): string {
  const lines: string[] = [];
  for (const side of ['left', 'right'] as const) {
    const { app } = world.apps[side];
    const names = new Map<string, string>();
    for (const shape of Object.values(world.shapes)) {
      for (const record of app.readAll(shape[side])) {
        const { [world.apps[side].personality.field('token')]: _token, ...fields } = record.fields;
        names.set(record.id, JSON.stringify(fields));
      }
    }
    for (const shape of Object.values(world.shapes)) {
      for (const record of app.readAll(shape[side])) {
        const associations = Object.entries(record.associations ?? {}).map(([field, targets]) => [
          field,
          targets.map((target) => ('id' in target ? names.get(target.id) : target.key)).sort(),
        ]);
        lines.push(`${side} ${names.get(record.id)} ${JSON.stringify(associations)}`);
      }
    }
  }
  return lines.sort().join('\n');
}
