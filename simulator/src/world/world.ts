import {
  createInMemoryApp,
  createInMemoryConnector,
  createTestContext,
  type InMemoryApp,
} from '@linkwright/core/testing';
import type { CompiledSync, Store } from '@linkwright/engine';
import { createRandom } from '../random.ts';
import type { StateCopy, StatePort } from '../state/state-port.ts';
import { type ObjectName, type Side, type Story, sides } from '../story/story.ts';
import { type SyncShape, shapesOf } from './configuration.ts';
import { HintPost } from './hint-post.ts';
import { Ledger } from './ledger.ts';
import type { PeoplesDecisions } from './peoples-decisions.ts';
import { appOptions, type Personality, personalities } from './personalities.ts';
import { Scheduler, Time } from './scheduler.ts';
import { SchemaChanges } from './schema-changes.ts';
import type { StoredLoss } from './store-view.ts';
import { Trace } from './trace.ts';

export interface Violation {
  /** Name of the check. */
  readonly invariant: string;
  readonly detail: string;
}

/** A record that the engine has made, and from which. */
export interface Creation {
  readonly object: string;
  readonly side: Side;
  readonly id: string;
  readonly origin: string;
  readonly at: number;
  /** The last event before the cycle that made it. */
  readonly since: number;
}

/** Two records of which the engine has made one. */
export interface Merger {
  readonly object: ObjectName;
  readonly side: Side;
  readonly merged: string;
  readonly survivor: string;
  /** Id under which they stand since. */
  readonly standing: string;
  readonly at: number;
}

export interface Match extends Readonly<Record<Side, string>> {
  readonly object: ObjectName;
  /** The last event of the cycle that linked them. */
  readonly at: number;
}

/** The cycle in which the state was first known to hold a pair no longer as linked. */
export interface LinkEnd {
  readonly cycle: number;
  /** The last event before it. */
  readonly from: number;
  /** Its last event. */
  readonly at: number;
}

export interface TakenBack {
  /** The last event before the copy was kept. */
  readonly from: number;
  /** The last event before it was put back. */
  readonly at: number;
  /** The last event of the first cycle that has come to its end since. */
  until: number;
}

export interface WorldApp {
  readonly app: InMemoryApp;
  readonly personality: Personality;
  /** Stories add rules to the connections made by it. */
  readonly connector: ReturnType<typeof createInMemoryConnector>;
}

/** Two apps, a state, time, and what everybody has done so far. */
export interface World {
  readonly story: Story;
  readonly shapes: Readonly<Record<ObjectName, SyncShape>>;
  readonly apps: Readonly<Record<Side, WorldApp>>;
  readonly time: Time;
  readonly scheduler: Scheduler;
  readonly ledger: Ledger;
  readonly trace: Trace;
  readonly schema: SchemaChanges;
  readonly creations: Creation[];
  readonly mergers: Merger[];
  /** Requests to make one record of two that an app has refused, by their place. */
  readonly refusedMergers: Set<string>;
  /** Conflict logs of all states that the world has had. */
  readonly losses: StoredLoss[];
  /** By side and record id, the ids of all records that it was ever linked with. */
  readonly twins: Map<string, Set<string>>;
  /** By the ids of both ends. */
  readonly ends: Map<string, LinkEnd>;
  readonly violations: Violation[];
  /** The event up to which both sides agreed on a value or held an edge, and the engine had compared everything. */
  readonly agreements: Map<string, number>;
  readonly state: StatePort;
  store: Store;
  kept: { readonly state: StateCopy; readonly at: number } | null;
  /** Ends the refusals of poisoned records. */
  readonly healers: (() => void)[];
  cycles: number;
  /** Pairs that were made without a base, by a key or by a unique value. */
  readonly matches: Match[];
  /** Numbers of the links that the state knew at the end of the last cycle. */
  links: ReadonlySet<number>;
  /** What a state that was put back does not know, until a cycle has made up for it. */
  takenBack: TakenBack | null;
  readonly decided: PeoplesDecisions;
  /** `null`: nobody hears of what happens in the apps. */
  readonly hints: HintPost | null;
  /** As of the last cycle. */
  compiled: readonly CompiledSync[];
  /** Has the state been lost or taken back? Then what it knew of removals is gone with it. */
  forgot: boolean;
}

export async function createWorld(
  story: Story,
  { keepsTrace, state }: { readonly keepsTrace: boolean; readonly state: StatePort },
): Promise<World> {
  const time = new Time();
  const scheduler = new Scheduler(time, createRandom(story.seed, 'scheduler'), state.isAtRest);
  const appOf = (side: Side): WorldApp => {
    const setting = story[side];
    const lag = createRandom(story.seed, `index of ${side}`);
    const app = createInMemoryApp({
      name: side === 'left' ? 'l' : 'r',
      clock: { now: () => time.now + setting.skewMs, sleep: (ms, signal) => scheduler.sleep(ms, signal) },
      ...appOptions(setting, story),
      ...(setting.lagMs > 0 && { indexLag: () => lag.below(setting.lagMs), indexOverlapMs: setting.lagMs }),
    });
    return { app, personality: personalities[setting.personality], connector: createInMemoryConnector(app) };
  };
  const apps = { left: appOf('left'), right: appOf('right') };
  return {
    story,
    shapes: shapesOf(story),
    apps,
    time,
    scheduler,
    ledger: new Ledger({ left: apps.left.app, right: apps.right.app }),
    trace: new Trace(keepsTrace),
    schema: new SchemaChanges(),
    creations: [],
    mergers: [],
    refusedMergers: new Set(),
    losses: [],
    twins: new Map(),
    ends: new Map(),
    violations: [],
    agreements: new Map(),
    state,
    store: await state.open(),
    kept: null,
    healers: [],
    cycles: 0,
    matches: [],
    links: new Set(),
    takenBack: null,
    decided: { runs: [], undos: [], answers: [], resolutions: [] },
    hints: story.hinted ? new HintPost({ left: apps.left.app, right: apps.right.app }, story.seed) : null,
    compiled: [],
    forgot: false,
  };
}

export const contextOf = (world: World) =>
  createTestContext({ clock: world.scheduler, random: createRandom(world.story.seed, 'connectors').next });

export const place = (side: Side, id: string): string => `${side} ${id}`;

export const pairOf = ({ left, right }: Readonly<Record<Side, string>>): string => `${left} ${right}`;

export function addTwins(world: World, left: string, right: string): void {
  for (const [side, id, other] of [
    ['left', left, right],
    ['right', right, left],
  ] as const) {
    const known = world.twins.get(place(side, id)) ?? new Set<string>();
    world.twins.set(place(side, id), known.add(other));
  }
}

/**
 * Was this pair made without a base at or after an event? Then what each side held at that time is its own: a blank may be
 * filled, and a target keeps a value that its source has not changed since.
 */
export const wasMatchedSince = (world: World, ends: Readonly<Record<Side, string>>, at: number): boolean =>
  world.matches.some((match) => match.left === ends.left && match.right === ends.right && match.at >= at);

export const twinsOf = (world: World, side: Side, id: string): ReadonlySet<string> =>
  world.twins.get(place(side, id)) ?? new Set();

export function report(world: World, invariant: string, detail: string): void {
  world.violations.push({ invariant, detail });
}

export { sides };
