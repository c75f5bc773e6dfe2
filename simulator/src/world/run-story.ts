import { RecordError } from '@linkwright/core';
import { checkWorld } from '../invariants/check-world.ts';
import { sqliteState } from '../state/sqlite-state.ts';
import type { StatePort } from '../state/state-port.ts';
import type { Step, Story } from '../story/story.ts';
import { answerReview } from './choose-decision.ts';
import { finishStory } from './finish-story.ts';
import { performEdit } from './perform-edit.ts';
import { runCycleStep } from './run-cycle-step.ts';
import { storedLinks } from './store-view.ts';
import { createWorld, report, type Violation, type World } from './world.ts';

export interface StoryResult {
  readonly violations: readonly Violation[];
  /** Of everything that happened. */
  readonly digest: string;
  readonly lines: readonly string[];
  /** Of each cycle, places where its process could have died. */
  readonly steps: readonly number[];
  /** What both apps hold in the end, told without ids. */
  readonly view: string;
}

/** Lives through a story, lets everything come to rest, and checks what must hold. */
export async function runStory(
  story: Story,
  { keepsTrace = false, state = sqliteState }: { readonly keepsTrace?: boolean; readonly state?: StatePort } = {},
): Promise<StoryResult> {
  const world = await createWorld(story, { keepsTrace, state });
  const steps: number[] = [];
  let view = '';
  try {
    for (const step of story.steps) {
      const count = await perform(world, step);
      if (count !== null) steps.push(count);
    }
    view = await finishStory(world);
    await checkWorld(world);
  } catch (error) {
    report(world, 'no-crash', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  await world.store.close();
  await world.kept?.state.release();
  for (const violation of world.violations) world.trace.add(`  ✗ ${violation.invariant}: ${violation.detail}`);
  const { violations, trace } = world;
  return { violations, digest: trace.digest(), lines: trace.lines, steps, view };
}

/** Returns how many steps a cycle had. */
async function perform(world: World, step: Step): Promise<number | null> {
  const { trace, ledger } = world;
  switch (step.do) {
    case 'cycle':
      return (await runCycleStep(world, step)).steps;
    case 'wait':
      world.time.now += step.ms;
      trace.add(`  ${Math.round(step.ms / 60_000)} minutes pass`);
      return null;
    case 'keep-state':
      await world.kept?.state.release();
      world.kept = { state: await world.state.keep(world.store), at: ledger.at };
      trace.add('  a copy of the state is kept');
      return null;
    case 'restore-state':
      if (world.kept === null) return null;
      await world.store.close();
      world.store = await world.kept.state.open();
      world.links = new Set((await storedLinks(world.store, world.shapes)).map((link) => link.id));
      world.takenBack = { from: world.kept.at, at: ledger.at, until: Number.POSITIVE_INFINITY };
      forget(world, world.kept.at);
      trace.add('  the copy of the state is put back');
      return null;
    case 'lose-state':
      await world.store.close();
      world.store = await world.state.open();
      world.links = new Set();
      forget(world, Number.NEGATIVE_INFINITY);
      trace.add('  the state is lost');
      return null;
    case 'answer':
      trace.add(`  somebody ${await answerReview(world, step)}`);
      return null;
    case 'poison':
    case 'heal':
      poison(world, step);
      return null;
    case 'veil':
    case 'unveil':
      veil(world, step);
      return null;
    case 'remove-field':
    case 'remove-option':
    case 'restore-schema':
      changeSchema(world, step);
      return null;
    default: {
      const { app, personality } = world.apps[step.side];
      trace.add(`  somebody ${performEdit(app, personality, step)} (${step.side}, ${personality.name})`);
      ledger.note(step.side, 'person');
      return null;
    }
  }
}

/** Nobody puts a state back faster than an index shows what the last cycle had made. */
function forget(world: World, after: number): void {
  world.forgot = true;
  world.ledger.forget(after);
  world.time.now += Math.max(world.story.left.lagMs, world.story.right.lagMs);
}

function poison(world: World, step: Step & { do: 'poison' | 'heal' }): void {
  if (step.do === 'heal') {
    for (const heal of world.healers.splice(0)) heal();
    world.trace.add('  refusals end');
    return;
  }
  const { app, personality } = world.apps[step.side];
  const object = personality.object(step.object);
  const all = app.readAll(object);
  const id = all[step.pick % Math.max(1, all.length)]?.id;
  if (id === undefined) return;
  const error = new RecordError('A rule of this app refuses it.', {
    code: 'rule-refused',
    category: 'other',
    remedy: 'Change the rule.',
  });
  world.healers.push(app.reject(object, (attempt) => attempt.id === id, error));
  world.trace.add(`  ${step.side} refuses writes of ${id} from here on`);
}

function veil(world: World, { do: kind, side, object: name, pick, field }: Step & { do: 'veil' | 'unveil' }): void {
  const { app, personality } = world.apps[side];
  const object = personality.object(name);
  const all = app.readAll(object);
  const id = all[pick % Math.max(1, all.length)]?.id;
  if (id === undefined) return;
  world.schema[kind](side, object, id, personality.field(field));
  world.trace.add(`  ${side} ${kind === 'veil' ? 'cannot show' : 'shows'} ${field} of ${id} from here on`);
}

function changeSchema(world: World, step: Step & { do: 'remove-field' | 'remove-option' | 'restore-schema' }): void {
  if (step.do === 'restore-schema') {
    world.schema.restore();
    world.trace.add('  the schema is whole again');
    return;
  }
  const { personality } = world.apps[step.side];
  const names = [step.side, personality.object(step.object), personality.field(step.field)] as const;
  if (step.do === 'remove-field') world.schema.removeField(...names);
  else world.schema.removeOption(...names);
  world.trace.add(`  ${step.side} loses ${step.do === 'remove-field' ? 'the field' : 'an option of'} ${step.field}`);
}
