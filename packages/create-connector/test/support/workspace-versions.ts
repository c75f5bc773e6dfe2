import { readFileSync } from 'node:fs';
import type { DependencyVersions } from '@linkwright/create-connector';
import { parse } from 'yaml';
import { versionsFrom } from '../../src/dependency-versions.ts';

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const versionOf = (folder: string): string => `^${JSON.parse(read(`packages/${folder}/package.json`)).version}`;

/** What packing would write into the manifest in the place of `catalog:` and `workspace:`. */
export function workspaceVersions(): DependencyVersions {
  const { catalog } = parse(read('pnpm-workspace.yaml'));
  return versionsFrom({ ...catalog, '@linkwright/core': versionOf('core'), '@linkwright/http': versionOf('http') });
}
