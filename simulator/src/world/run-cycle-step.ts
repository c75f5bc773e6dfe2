import { brakeNames, type Clock, isErrorOfKind, isLinkwrightError } from '@linkwright/core';
import { type ConnectedApp, checkConnection, compileSyncs, normalizers, runCycle } from '@linkwright/engine';
import { checkCutSweeps } from '../invariants/cut-sweeps.ts';
import { checkCreatedInside, checkLinkedInside, checkOutsidersUntouched } from '../invariants/filters.ts';
import { beforeHints, checkHints } from '../invariants/hints.ts';
import { checkImpliedCreate } from '../invariants/implied.ts';
import { checkNewKeys, checkNewLink } from '../invariants/keys.ts';
import { mergedInto } from '../invariants/no-lost-edits.ts';
import { checkNoMassChange, standstillOf } from '../invariants/no-mass-change.ts';
import { checkResolution } from '../invariants/resolutions.ts';
import { checkUndo } from '../invariants/undo.ts';
import { createRandom } from '../random.ts';
import { type Cycle, type Side, sides } from '../story/story.ts';
import { noteAgreements } from './agreements.ts';
import { chooseResolution, chooseUndo } from './choose-decision.ts';
import { configurationOf, syncNames } from './configuration.ts';
import { CycleRun } from './cycle-run.ts';
import { isInjected } from './faults.ts';
import type { Delivered } from './hint-post.ts';
import { performEdit } from './perform-edit.ts';
import { createPort } from './port.ts';
import { hasDecisions } from './store-decisions.ts';
import { originOf, type StoredLink, storedLinks, storedLosses } from './store-view.ts';
import { addTwins, contextOf, pairOf, place, report, twinsOf, type World } from './world.ts';

export interface CycleResult {
  /** Calls that were made, and places where the process could have died. */
  readonly reads: number;
  /** `refused`: those of which an app has taken nothing; they are tried again, further and further apart. */
  readonly writes: Readonly<Record<Side | 'refused', number>>;
  readonly steps: number;
  readonly ending: 'done' | 'failed' | 'died' | 'refused';
}

/** A process that has died waits for nothing: no deadline of its calls runs on. */
const withoutDeadlines: Clock = { now: () => 0, sleep: () => new Promise<never>(() => undefined) };

const checked = (side: Side, port: Parameters<typeof createPort>[0]) =>
  checkConnection(createPort(port), { connector: `The connector of ${side}`, clock: withoutDeadlines });

/** One run of the real engine: compiled anew, as the command does it, against both apps. `told`: it looks at that alone. */
export async function runCycleStep(world: World, cycle: Cycle, told?: readonly Delivered[]): Promise<CycleResult> {
  const { trace, schema, story, scheduler } = world;
  world.cycles += 1;
  world.ledger.beginCycle();
  const writes = { left: 0, right: 0, refused: 0 };
  const written = new Set<string>();
  const since = world.ledger.at;
  const run = new CycleRun(
    cycle,
    scheduler,
    (at, moment) => meddle(world, cycle, at, moment),
    () => world.ledger.arrivals,
  );
  const signal = new AbortController().signal;
  const isPlain = isPlainCycle(world, cycle);
  const isHinted = cycle.hints !== undefined || told !== undefined;
  const before = { since, readsAll: isHinted && isPlain };
  const connections = new Map(sides.map((side) => [side, connect(world, run, side, { writes, written }, before)]));
  const compilation = await compileSyncs({ connections, syncs: configurationOf(story) }, { signal });
  if (compilation.problems.length > 0) {
    const codes = compilation.problems.map((problem) => problem.code).join(', ');
    trace.add(`  cycle ${world.cycles}: refused, ${codes}`);
    if (schema.isWhole) throw new Error(JSON.stringify(compilation.problems, null, 2));
    return { reads: 0, writes, steps: 0, ending: 'refused' };
  }
  const hints = cycle.hints ? (world.hints?.take(cycle.hints) ?? []) : told;
  const of = hints ? ` of ${hints.map(({ id, kind }) => `${id} ${kind}`).join(', ') || 'no'} hints` : '';
  trace.add(`  cycle ${world.cycles}: ${cycle.mode}${cycle.full ? ' --full' : ''}${of}`);
  schema.hide(
    cycle.hidden && {
      side: cycle.hidden.side,
      object: world.shapes[cycle.hidden.object][cycle.hidden.side],
      field: world.apps[cycle.hidden.side].personality.field(cycle.hidden.field),
    },
  );
  world.compiled = compilation.syncs;
  const undoing = cycle.undo ? await chooseUndo(world, cycle.undo, isPlain) : null;
  const resolving = cycle.resolve ? await chooseResolution(world, cycle.resolve) : null;
  const standstill = undoing && (await standstillOf(world));
  const isWatched = story.brakes === true && cycle.allow !== true && cycle.meddling.length === 0;
  const watched = isWatched ? await standstillOf(world) : null;
  const hinted = hints && (await beforeHints(world));
  const endSync = cycle.mode === 'sync' ? world.ledger.noteSync() : null;
  let id = '';
  let hasLeftSome = false;
  const work = runCycle({
    syncs: compilation.syncs,
    store: run.storeOf(world.store),
    mode: cycle.mode,
    clock: scheduler,
    random: createRandom(story.seed, `engine ${world.cycles}`).next,
    normalizers,
    signal,
    full: cycle.full,
    ...(cycle.allow && { allow: brakeNames }),
    ...(undoing && { undo: undoing.request }),
    ...(resolving && { resolve: resolving.request }),
    ...(hints && { hints }),
    report: (event) => {
      if (event.kind === 'run-started') id = event.run;
      if (event.kind === 'hints-read' && event.left > 0) hasLeftSome = true;
    },
  });
  const ending = await scheduler.drive(work, () => run.hasDied);
  schema.hide(null);
  world.hints?.listen();
  const braked = ending.kind === 'done' ? ending.value.syncs.filter((sync) => sync.brakes.length > 0) : [];
  // Where no hint was news, nothing was looked at any further.
  const hasMerged = ending.kind === 'done' && ending.value.syncs.length > 0;
  endSync?.((side, object) => {
    const shape = Object.values(world.shapes).find((one) => one[side] === object);
    const isBraked = braked.some(({ name }) => shape !== undefined && name === syncNames[shape.object]);
    return (hasMerged && !isBraked) || sides.some((end) => written.has(place(end, shape?.[end] ?? '')));
  });
  if (ending.kind === 'died') world.ledger.unsee(run.stored);
  world.ledger.settleShown(hasMerged && cycle.mode === 'sync');
  const code = resolving && ending.kind === 'failed' ? refusalOf(ending.error) : null;
  if (ending.kind === 'failed' && code === null) judgeError(world, ending.error);
  if (cycle.mode === 'plan' && run.writes > 0) report(world, 'plan-writes-nothing', `${run.writes} writes`);
  trace.add(`    ${ending.kind}${ending.kind === 'failed' ? `: ${code ?? messageOf(ending.error)}` : ''}`);
  await collect(world, since);
  if (
    ending.kind === 'done' &&
    cycle.mode === 'sync' &&
    !hints &&
    world.takenBack?.until === Number.POSITIVE_INFINITY
  ) {
    world.takenBack.until = world.ledger.at;
  }
  const isComplete = !hints && (cycle.full || world.cycles === 1);
  if (isComplete && cycle.mode === 'sync' && ending.kind === 'done' && braked.length === 0) await noteAgreements(world);
  const isDone = ending.kind === 'done';
  if (id !== '' && cycle.mode === 'sync') {
    world.decided.runs.push({
      id,
      from: since,
      to: world.ledger.at,
      arrivals: world.ledger.arrivals,
      isPlain: isPlain && isDone,
      cycle: world.cycles,
      carriesAll: hasMerged && braked.length === 0 && !hints && !undoing && !resolving,
    });
  }
  if (undoing) world.decided.undos.push({ ...undoing.undo, report: isDone ? (ending.value.undo ?? null) : null });
  if (resolving) {
    const resolution = { ...resolving.resolution, code };
    world.decided.resolutions.push(resolution);
    if (isPlain && isDone) await checkResolution(world, resolution);
  }
  await followDecisions(world);
  const undo = world.decided.undos.at(-1);
  if (undoing && standstill && undo) await checkUndo(world, undo, standstill);
  if (watched) await checkNoMassChange(world, watched);
  if (cycle.swept && isDone) await checkCutSweeps(world);
  if (hinted) {
    const result = isDone ? ending.value : null;
    const told = {
      hints,
      listed: run.listed,
      writes: run.writes,
      report: result,
      isPlain: isPlain && isDone && !hasLeftSome,
    };
    await checkHints(world, hinted, told);
  }
  return { reads: run.reads, writes, steps: run.steps, ending: ending.kind };
}

function connect(
  world: World,
  run: CycleRun,
  side: Side,
  { writes, written }: { readonly writes: Record<Side | 'refused', number>; readonly written: Set<string> },
  before: { readonly since: number; readonly readsAll: boolean },
): ConnectedApp {
  const { since } = before;
  const { app, connector } = world.apps[side];
  const { time, ledger, trace, schema } = world;
  return {
    displayName: side,
    account: `memory:${side}`,
    capabilities: connector.capabilities,
    app: checked(side, {
      side,
      app,
      connection: connector.connect({}, contextOf(world)),
      run,
      time,
      ledger,
      trace,
      schema,
      async onWrite(object, changes, outcomes) {
        const isRefused = outcomes.every(({ kind }) => kind === 'exists' || kind === 'rejected');
        writes[isRefused ? 'refused' : side] += 1;
        written.add(place(side, object));
        checkNewKeys(world, side, object, changes, before);
        await checkOutsidersUntouched(world, side, object, since);
        for (const [index, change] of changes.entries()) {
          const outcome = outcomes[index];
          if (change.kind !== 'create') continue;
          const origin = await originOf(world.store, change.writeId);
          if (origin === null) report(world, 'intent-before-create', `${side} ${object} ${change.writeId}`);
          else if (outcome?.kind === 'written') {
            const creation = { object, side, id: outcome.record.id, origin, at: ledger.at, since };
            world.creations.push(creation);
            checkCreatedInside(world, creation);
            checkImpliedCreate(world, creation);
          }
        }
      },
      onMerge({ object: name, survivor, merged }, outcome) {
        writes[outcome.kind === 'merged' ? side : 'refused'] += 1;
        written.add(place(side, name));
        const shape = Object.values(world.shapes).find((one) => one[side] === name);
        if (shape && outcome.kind === 'merged') {
          const { object } = shape;
          world.mergers.push({ object, side, merged, survivor, standing: outcome.id, at: ledger.at });
        }
        if (outcome.kind === 'rejected') world.refusedMergers.add(place(side, merged));
      },
      async onAssociate(object) {
        writes[side] += 1;
        written.add(place(side, object));
        await checkOutsidersUntouched(world, side, object, since);
      },
    }),
  };
}

function meddle(world: World, cycle: Cycle, at: number, moment: 'before' | 'after'): void {
  for (const one of cycle.meddling) {
    if (one.at !== at || one.moment !== moment) continue;
    const { app, personality } = world.apps[one.edit.side];
    world.trace.add(`    · meanwhile somebody ${performEdit(app, personality, one.edit)} (${one.edit.side})`);
    world.ledger.note(one.edit.side, 'person');
  }
}

/** A cycle may end with the error of a fault; with nothing else. */
function judgeError(world: World, error: unknown): void {
  if (isInjected(error)) return;
  if (isErrorOfKind(error, 'contract') || !isLinkwrightError(error)) {
    report(world, 'engine-keeps-the-contract', messageOf(error));
  } else report(world, 'cycle-ends-well', messageOf(error));
}

const messageOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Nothing goes wrong in it, and nobody does anything meanwhile. */
const isPlainCycle = ({ story, schema, healers }: World, cycle: Cycle): boolean =>
  cycle.mode === 'sync' &&
  cycle.faults.length + cycle.meddling.length + healers.length === 0 &&
  cycle.crashAt === null &&
  cycle.hidden === null &&
  schema.isWhole &&
  story.left.lagMs + story.right.lagMs === 0;

/** What is still to be done of what people have decided is done by the next sync. */
async function followDecisions({ decided, ledger, store }: World): Promise<void> {
  const open = [...decided.undos, ...decided.resolutions].filter(({ isOpen }) => isOpen);
  if (open.length === 0) return;
  const isOpen = await hasDecisions(store);
  for (const one of open) Object.assign(one, { until: ledger.at, isOpen });
}

/** Why a conflict cannot be decided so any more. `null`: that is not what the error says. */
function refusalOf(error: unknown): string | null {
  const codes = ['changed-since', 'not-linked', 'not-mapped', 'unconvertible-value'];
  return isLinkwrightError(error) && codes.includes(error.code) ? error.code : null;
}

/** What the state says of links and losses is kept: the state may be taken back later. */
async function collect(world: World, since: number): Promise<void> {
  const links = await storedLinks(world.store, world.shapes);
  for (const { id, object, left, right, reason } of links) {
    const isFirst = !world.links.has(id) && (reason === 'matched' || reason === 'existing');
    if (isFirst) world.matches.push({ object, left, right, at: world.ledger.at });
  }
  world.links = new Set(links.map((link) => link.id));
  for (const link of links) {
    if (link.state === 'linked') world.ends.delete(pairOf(link));
    else if (!world.ends.has(pairOf(link)))
      world.ends.set(pairOf(link), { cycle: world.cycles, from: since, at: world.ledger.at });
  }
  for (const link of links) {
    const isNew = !twinsOf(world, 'left', link.left).has(link.right);
    if (isNew && link.reason === 'matched' && !isMerged(world, link)) {
      checkNewLink(world, world.shapes[link.object], link, since);
      checkLinkedInside(world, world.shapes[link.object], link, since);
    }
    addTwins(world, link.left, link.right);
  }
  world.losses.push(...(await storedLosses(world.store, world.shapes)));
}

/** A link that a merger has moved was made by nobody's key. */
const isMerged = (world: World, link: StoredLink): boolean =>
  sides.some((side) => mergedInto(world, side, world.shapes[link.object][side], link[side]).length > 0);
