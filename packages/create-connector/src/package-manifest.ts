import type { ConnectorOptions } from './connector-options.ts';
import type { DependencyVersions } from './dependency-versions.ts';

/** The package.json of a new connector. */
export function packageManifest(options: ConnectorOptions, versions: DependencyVersions): string {
  const { packageName, appName, author, repository, from } = options;
  const pick = (...names: (keyof DependencyVersions)[]) => {
    return Object.fromEntries(names.map((name) => [name, versions[name]]));
  };
  const manifest = {
    name: packageName,
    // The changeset that lies there makes it 1.0.0.
    version: '0.0.0',
    // Until what a description does not say is done.
    ...(from === null ? {} : { private: true }),
    description: `The ${appName} connector of Linkwright.`,
    keywords: ['linkwright', 'linkwright-connector'],
    license: 'MIT',
    author,
    ...(repository === null ? {} : { repository: { type: 'git', url: `git+https://github.com/${repository}.git` } }),
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22' },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    files: ['dist'],
    publishConfig: { access: 'public' },
    // Where `linkwright test-connector` finds what the conformance suite has to know.
    ...(from === null ? { linkwright: { conformance: './test/conformance.ts' } } : {}),
    scripts: {
      build: 'tsc -p tsconfig.build.json',
      typecheck: 'tsc',
      lint: 'biome check',
      format: 'biome check --write',
      test: 'vitest run',
      ...(from === null ? { example: 'node example/read-changes.ts' } : {}),
      changeset: 'changeset',
      prepack: 'npm run build',
    },
    dependencies: pick('@linkwright/http', 'zod'),
    peerDependencies: pick('@linkwright/core'),
    devDependencies: pick(
      '@biomejs/biome',
      '@changesets/cli',
      '@linkwright/core',
      '@types/node',
      'typescript',
      'vitest',
    ),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
