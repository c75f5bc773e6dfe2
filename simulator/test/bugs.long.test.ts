import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { bugs } from '../src/bugs/bugs.ts';
import { tryStory } from '../src/run-seeds.ts';
import { faultGroups } from '../src/story/fault-groups.ts';
import { profileOf } from '../src/story/profiles.ts';
import { writeStory } from '../src/story/write-story.ts';

/** The simulator's own test: faults of the engine, one at a time, have to be caught within a number of seeds. */
const caught = bugs.flatMap(({ name, failureMode, caughtAt }) =>
  caughtAt === undefined ? [] : [{ name, failureMode, caughtAt }],
);

const simulator = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** The exit code, and what was printed. */
async function simulate(...options: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const node = ['--conditions=@linkwright/source', '--disable-warning=ExperimentalWarning', 'src/main.ts'];
  try {
    const { stdout } = await run(process.execPath, [...node, '--no-shrink', ...options], { cwd: simulator });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: `${stdout}${stderr}` };
  }
}

test('there are at least twenty, each with a place of its own in the source', () => {
  expect(bugs.length).toBeGreaterThanOrEqual(20);
  expect(new Set(bugs.map((bug) => bug.name)).size).toBe(bugs.length);
  const places = bugs.map(({ name, file, find }) => {
    return { name, found: readFileSync(join(simulator, '..', file), 'utf8').split(find).length - 1 };
  });
  expect(places.filter(({ found }) => found !== 1)).toEqual([]);
});

test('at least twenty are caught', () => {
  expect(caught.length).toBeGreaterThanOrEqual(20);
});

describe('caught, by a seed that finds nothing without the bug', () => {
  test.each(caught)('$name: $failureMode', async ({ name, caughtAt }) => {
    const { seed, profile, faults } = caughtAt;
    const world = ['--seeds', '1', '--seed', String(seed), '--profile', profile, '--faults', faults];
    const { code, output } = await simulate(...world, '--bug', name);
    expect(output).toMatch(/seed \d+: (I\d+|engine-|cycle-|intent-|no-crash)/);
    expect(code).toBe(1);
    // The engine of this process has no bug: it needs no process of its own.
    const groups = faults === 'all' ? faultGroups : faultGroups.filter((group) => faults.split(',').includes(group));
    expect(await tryStory(writeStory(seed, groups, profileOf(profile)))).toBeNull();
  });
});

test('a bug that is not there is refused by name', async () => {
  const { code, output } = await simulate('--seeds', '1', '--bug', 'none-such');
  expect(code).toBe(1);
  expect(output).toContain('There is no bug "none-such"; there are: echo,');
});
