import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, read, root } from './repository.ts';

export interface SiteDocument {
  /** In the repository. */
  readonly path: string;
  /** In the site. */
  readonly page: string;
  readonly title: string;
  readonly group: string;
}

/** In the order of the navigation. */
const groups: readonly { readonly title: string; readonly paths: readonly string[] }[] = [
  {
    title: 'Start',
    paths: [
      'README.md',
      'docs/getting-started/hubspot.md',
      'docs/getting-started/airtable.md',
      'docs/getting-started/kintone.md',
      'docs/coming-from-hubspot-data-sync.md',
      'docs/setup-transcript.md',
      'docs/the-page.md',
    ],
  },
  {
    title: 'Use',
    paths: [
      'docs/how-it-works.md',
      'docs/configuration.md',
      'apps/runner/README.md',
      'docs/operations.md',
      'deploy/README.md',
      'docs/errors.md',
      'docs/api-calls.md',
    ],
  },
  {
    title: 'Know',
    paths: [
      'docs/capabilities.md',
      'docs/association-rules.md',
      'docs/failure-modes.md',
      'bench/README.md',
      'simulator/README.md',
    ],
  },
  {
    title: 'Build',
    paths: [
      'docs/write-a-connector.md',
      'docs/architecture.md',
      'CONTRIBUTING.md',
      'docs/releasing.md',
      'SECURITY.md',
      'packages/core/README.md',
      'packages/engine/README.md',
      'packages/http/README.md',
      'packages/connector-hubspot/README.md',
      'packages/connector-airtable/README.md',
      'packages/connector-kintone/README.md',
      'packages/sandbox/README.md',
      'packages/create-connector/README.md',
      'examples/README.md',
      'examples/connector-sqlite/README.md',
      'examples/connector-csv-folder/README.md',
    ],
  },
];

/** Every document that the site shows: those named above, then whatever else lies in `docs`, so that none is forgotten. */
export function siteDocuments(): readonly SiteDocument[] {
  const named = groups.flatMap(({ title, paths }) => paths.map((path) => ({ path, group: title })));
  const others = filesBelow('docs', '.md')
    .filter((path) => !named.some((one) => one.path === path))
    .map((path) => ({ path, group: path.startsWith('docs/decisions/') ? 'Decisions' : 'Know' }));
  return [...named, ...others]
    .filter(({ path }) => existsSync(join(root, path)))
    .map(({ path, group }) => ({
      path,
      group,
      page: pageOf(path),
      title: path === 'apps/runner/README.md' ? 'The command' : titleOf(read(path)),
    }));
}

function pageOf(path: string): string {
  if (path === 'README.md') return 'index.html';
  return path
    .replace(/^docs\//, '')
    .replace(/\/README\.md$/, '/index.html')
    .replace(/\.md$/, '.html');
}

/** The first heading. */
export const titleOf = (text: string): string => /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? 'Linkwright';
