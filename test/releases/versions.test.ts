import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packages, read, root } from '../workspace.ts';
import { copyManifests, type ManifestCopy } from './copy-manifests.ts';

const released = packages().filter((one) => one.manifest.private !== true);
const names = released.map((one) => one.name);
const connectors = names.filter((name) => name.includes('/connector-'));
/** What sends traces and signs people in is installed by whoever wants that. */
const packagesOfOthers = [
  '@opentelemetry/api',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
  'openid-client',
];

function copy(): ManifestCopy {
  const made = copyManifests();
  onTestFinished(() => made.remove());
  return made;
}

/** The state after a release of everything that waits, and after a first one in any case. */
function afterFirst(): ManifestCopy {
  const made = copy();
  // Without any changeset there is nothing to release, and the command says so with an exit code.
  made.change('everything', Object.fromEntries(names.map((name) => [name, 'patch'])));
  made.version();
  return made;
}

const changed = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(after).filter(([name, version]) => before[name] !== version));

const bumped = (version: string, part: 'minor' | 'patch'): string => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return part === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
};

test('a package that was never released is at 0.0.0 and waits with a major changeset, so that it starts at 1.0.0', () => {
  const changesets = readdirSync(join(root, '.changeset'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => read(`.changeset/${name}`));
  for (const { name, manifest } of released) {
    if (manifest.version === '0.0.0') {
      const own = changesets.filter((text) => new RegExp(`^["']?${name}["']?: major$`, 'm').test(text));
      expect(own, `${name} needs a changeset of its first release (docs/releasing.md)`).toHaveLength(1);
    } else expect(manifest.version, name).toMatch(/^[1-9]\d*\.\d+\.\d+$/);
  }
});

test('a first release is 1.0.0, whatever else is waiting for it', () => {
  const workspace = copy();
  const first = released.filter((one) => one.manifest.version === '0.0.0').map((one) => one.name);
  workspace.change('something-new', Object.fromEntries(names.map((name) => [name, 'minor'])));
  workspace.change('something-mended', Object.fromEntries(names.map((name) => [name, 'patch'])));
  workspace.version();
  expect(workspace.waiting()).toEqual([]);
  for (const name of first) {
    expect(workspace.versions()[name], name).toBe('1.0.0');
    expect(workspace.changelog(name), name).toMatch(/^# .+\n\n## 1\.0\.0\n\n### Major Changes\n\n- First release: /);
    expect(workspace.changelog(name)).toContain('- What something-new changes.');
  }
});

test('a connector stays as it is when core gets something new, and asks for no more than before when it is released', () => {
  const workspace = afterFirst();
  const before = workspace.versions();
  const peers = Object.fromEntries(connectors.map((name) => [name, workspace.peers(name)]));
  workspace.change('core-grows', { '@linkwright/core': 'minor' });
  workspace.version();
  expect(changed(before, workspace.versions())).toEqual({
    '@linkwright/core': bumped(before['@linkwright/core'] ?? '', 'minor'),
  });

  const grown = workspace.versions();
  const [one = ''] = connectors;
  workspace.change('both', { '@linkwright/core': 'minor', '@linkwright/http': 'minor', [one]: 'patch' });
  workspace.version();
  expect(changed(grown, workspace.versions())).toEqual({
    '@linkwright/core': bumped(grown['@linkwright/core'] ?? '', 'minor'),
    '@linkwright/http': bumped(grown['@linkwright/http'] ?? '', 'minor'),
    [one]: bumped(grown[one] ?? '', 'patch'),
  });
  expect(Object.fromEntries(connectors.map((name) => [name, workspace.peers(name)]))).toEqual(peers);
  for (const name of connectors)
    expect(peers[name]?.['@linkwright/core'], name).toMatch(/^workspace:\^[1-9]\d*\.\d+\.\d+$/);
});

test('a new connector releases nothing else', () => {
  for (const name of connectors) {
    const workspace = afterFirst();
    const before = workspace.versions();
    workspace.change('connector-grows', { [name]: 'minor' });
    workspace.version();
    expect(changed(before, workspace.versions())).toEqual({ [name]: bumped(before[name] ?? '', 'minor') });
  }
});

test('the command comes with the engine that it was tested with', () => {
  const workspace = afterFirst();
  const before = workspace.versions();
  workspace.change('engine-mended', { '@linkwright/engine': 'patch' });
  workspace.version();
  expect(changed(before, workspace.versions())).toEqual({
    '@linkwright/engine': bumped(before['@linkwright/engine'] ?? '', 'patch'),
    linkwright: bumped(before.linkwright ?? '', 'patch'),
  });
  expect(workspace.changelog('linkwright')).toContain(
    `  - @linkwright/engine@${workspace.versions()['@linkwright/engine']}`,
  );
});

test('the command forces no connector and no sandbox on anybody', () => {
  const { dependencies, peerDependenciesMeta } = released.find((one) => one.name === 'linkwright')?.manifest ?? {};
  const brought = Object.keys(dependencies ?? {}).filter((name) => name.startsWith('@linkwright/'));
  expect(brought.sort()).toEqual(['@linkwright/console', '@linkwright/core', '@linkwright/engine']);
  const offered = ['@linkwright/sandbox', ...connectors, ...packagesOfOthers];
  expect(peerDependenciesMeta).toEqual(Object.fromEntries(offered.map((name) => [name, { optional: true }])));
});
