import { explain, type FailingSeed, runSeeds } from './run-seeds.ts';
import { sqliteState } from './state/sqlite-state.ts';
import type { StatePort } from './state/state-port.ts';
import { type FaultGroup, faultGroups } from './story/fault-groups.ts';
import { type Profile, profileOf } from './story/profiles.ts';
import { writeStory } from './story/write-story.ts';
import { runStory } from './world/run-story.ts';

export interface SimulateOptions {
  readonly seeds: number;
  /** `null`: a fresh one. */
  readonly seed: number | null;
  readonly faults: string;
  readonly profile: string;
  /** Address of a PostgreSQL database. `null`: SQLite, in memory. */
  readonly state: string | null;
  readonly keepsGoing: boolean;
  readonly shrinks: boolean;
}

/** Runs seeds and prints what came out. Returns the exit code: 1 after a violation. */
export async function simulate(options: SimulateOptions): Promise<number> {
  const groups = groupsOf(options.faults);
  const profile = profileOf(options.profile);
  const first = options.seed ?? Math.floor(Math.random() * 1_000_000_000);
  console.log(
    `seeds ${first} to ${first + options.seeds - 1}, faults: ${groups.join(', ') || 'none'}, profile: ${profile.name}`,
  );
  const { state, release } = await stateAt(options.state);
  const startedAt = performance.now();
  const result = await runSeeds({
    first,
    count: options.seeds,
    groups,
    profile,
    state,
    most: options.keepsGoing ? 10 : 1,
    progress: (done) => {
      if (done % 500 === 0) console.log(`${done} done, ${perSecond(done, startedAt)} seeds a second`);
    },
  });
  const speed = perSecond(result.done, startedAt);
  console.log(`${result.done} seeds, ${speed} a second, ${result.failing.length} failing; last trace ${result.digest}`);
  for (const failure of result.failing) await tell(failure, groups, profile, options, state);
  await release();
  return result.failing.length > 0 ? 1 : 0;
}

const perSecond = (done: number, startedAt: number): string =>
  ((done * 1000) / Math.max(1, performance.now() - startedAt)).toFixed(1);

async function tell(
  failure: FailingSeed,
  groups: readonly FaultGroup[],
  profile: Profile,
  options: SimulateOptions,
  state: StatePort,
): Promise<void> {
  console.log(`\nseed ${failure.seed}: ${failure.invariant}\n  ${failure.detail}`);
  const story = writeStory(failure.seed, groups, profile);
  const told = options.shrinks
    ? await explain(story, failure.invariant, state)
    : { story, ...(await runStory(story, { keepsTrace: true, state })) };
  const { steps: _steps, seed: _seed, ...world } = told.story;
  for (const [name, setting] of Object.entries(world)) console.log(`  ${name}: ${JSON.stringify(setting)}`);
  console.log(told.lines.map((line) => `  ${line}`).join('\n'));
  const again = `pnpm simulate --seeds 1 --seed ${failure.seed} --faults ${options.faults} --profile ${profile.name}`;
  console.log(`trace ${told.digest}\nagain: ${again}`);
}

interface OpenedState {
  readonly state: StatePort;
  release(): Promise<void>;
}

async function stateAt(place: string | null): Promise<OpenedState> {
  if (place === null) return { state: sqliteState, release: async () => undefined };
  const { postgresState } = await import('./state/postgres-state.ts');
  const { dropTestStates } = await import('@linkwright/postgres-server/test-state');
  return { state: postgresState(place), release: () => dropTestStates(place) };
}

function groupsOf(text: string): readonly FaultGroup[] {
  if (text === 'all') return faultGroups;
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const group = faultGroups.find((one) => one === name);
    if (group === undefined) throw new Error(`There are no faults "${name}"; there are: ${faultGroups.join(', ')}.`);
    return group;
  });
}
