import { sqliteState } from './state/sqlite-state.ts';
import type { StatePort } from './state/state-port.ts';
import type { FaultGroup } from './story/fault-groups.ts';
import { type Profile, profileOf } from './story/profiles.ts';
import { shrinkStory } from './story/shrink-story.ts';
import type { Story } from './story/story.ts';
import { writeStory } from './story/write-story.ts';
import { runStory } from './world/run-story.ts';

export interface SeedsRequest {
  readonly first: number;
  readonly count: number;
  readonly groups: readonly FaultGroup[];
  /** Absent: `mixed`. */
  readonly profile?: Profile;
  /** Absent: SQLite, in memory. */
  readonly state?: StatePort;
  /** Stops after so many failing seeds. */
  readonly most: number;
  /** Told now and then. */
  readonly progress?: (done: number) => void;
}

export interface FailingSeed {
  readonly seed: number;
  readonly invariant: string;
  readonly detail: string;
}

export interface SeedsResult {
  readonly done: number;
  readonly failing: readonly FailingSeed[];
  /** Of all traces together. */
  readonly digest: string;
}

/** Every tenth seed is lived through twice (I11), every tenth a second time with other delays (I9). */
const every = 10;

export async function runSeeds(request: SeedsRequest): Promise<SeedsResult> {
  const failing: FailingSeed[] = [];
  const profile = request.profile ?? profileOf('mixed');
  let digest = '';
  let done = 0;
  for (let seed = request.first; seed < request.first + request.count && failing.length < request.most; seed += 1) {
    const tell = (one: string): void => {
      digest = one;
    };
    const failure = await tryStory(writeStory(seed, request.groups, profile), tell, request.state);
    if (failure) failing.push({ seed, ...failure });
    done += 1;
    request.progress?.(done);
  }
  return { done, failing, digest };
}

type Failure = Pick<FailingSeed, 'invariant' | 'detail'>;

/** `null`: everything holds. */
export async function tryStory(
  story: Story,
  tell: (digest: string) => void = () => undefined,
  state: StatePort = sqliteState,
): Promise<Failure | null> {
  const result = await runStory(story, { state });
  tell(result.digest);
  const [violation] = result.violations;
  if (violation) return violation;
  if (story.seed % every === 0) {
    const again = await runStory(story, { state });
    if (again.digest !== result.digest) {
      return { invariant: 'I11-determinism', detail: `${result.digest}, then ${again.digest}` };
    }
  }
  return null;
}

/** The shortest story that breaks the same invariant, and how it goes. */
export async function explain(
  story: Story,
  invariant: string,
  state: StatePort = sqliteState,
): Promise<{ readonly story: Story; readonly lines: readonly string[]; readonly digest: string }> {
  const shortest = await shrinkStory(story, async (candidate) => {
    const { violations } = await runStory(candidate, { state });
    return violations[0]?.invariant === invariant;
  });
  const { lines, digest } = await runStory(shortest, { keepsTrace: true, state });
  return { story: shortest, lines, digest };
}
