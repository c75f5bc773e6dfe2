import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packages, read } from '../workspace.ts';

const permissions = z.record(z.string(), z.string());
const workflow = z
  .looseObject({
    permissions,
    env: z.record(z.string(), z.string()),
    jobs: z.record(
      z.string(),
      z.looseObject({
        environment: z.string().optional(),
        permissions,
        steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })),
      }),
    ),
  })
  .parse(parse(read('.github/workflows/release.yml')));
const manifest = z
  .looseObject({ packageManager: z.string(), scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));
const jobs = Object.entries(workflow.jobs);

test('the release runs with this workspace’s pnpm and scripts that are there', () => {
  expect(workflow.env.PNPM).toBe(manifest.packageManager);
  const scripts = jobs.flatMap(([, { steps }]) =>
    steps.flatMap(({ run = '' }) => [...run.matchAll(/"\$PNPM" ([\w:]+)/g)].map((match) => match[1] ?? '')),
  );
  expect(scripts).toContain('release:publish');
  for (const script of scripts) if (script !== 'install') expect(Object.keys(manifest.scripts)).toContain(script);
});

test('one job alone can publish, after people and tests have agreed, and actions are named by their commits', () => {
  expect(workflow.permissions).toEqual({});
  expect(jobs.filter(([, job]) => job.permissions['id-token'] !== undefined).map(([name]) => name)).toEqual([
    'publish',
  ]);
  expect(workflow.jobs.publish).toMatchObject({ environment: 'npm', needs: 'test' });
  expect(read('.github/workflows/release.yml')).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN/);
  for (const [name, { steps }] of jobs) {
    for (const { uses } of steps) if (uses !== undefined) expect(uses, name).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
  }
});

test('every package names the repository that its provenance will name', () => {
  for (const { name, folder, manifest: one } of packages()) {
    if (one.private === true) continue;
    const repository = { type: 'git', url: 'git+https://github.com/linkwright/linkwright.git', directory: folder };
    expect(one, name).toMatchObject({ repository, license: 'MIT', publishConfig: { access: 'public' } });
  }
});
