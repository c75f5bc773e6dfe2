import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NamedOptions } from './connector-options.ts';
import { layOutImports } from './lay-out-imports.ts';

/** Contents by path, with `/` on every system. */
export type PackageFiles = ReadonlyMap<string, string>;

/**
 * `template` is a connector to an app of its own, which works as it is; `template-from` has what differs where a description of
 * the API is there. Their files under the names of another app.
 */
export async function templateFiles(
  template: 'template' | 'template-from',
  options: NamedOptions,
): Promise<PackageFiles> {
  const templateFolder = fileURLToPath(new URL(`../${template}/`, import.meta.url));
  const files = new Map<string, string>();
  const entries = await readdir(templateFolder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(templateFolder.length).split(sep).join('/');
    const text = renamed(await readFile(file, 'utf8'), options);
    files.set(pathFor(path, options), path.endsWith('.ts') ? layOutImports(text) : text);
  }
  return files;
}

/** Packing leaves out some files by their names (`.gitignore`), and tools take others for their own: those begin with `_`. */
function pathFor(path: string, { app }: NamedOptions): string {
  return path
    .replaceAll('example-app', app)
    .replace(/^_(?=gitignore|github|changeset)/, '.')
    .replace(/^_/, '');
}

function renamed(text: string, options: NamedOptions): string {
  const { packageName, app, appName, baseUrl, author } = options;
  const words: Readonly<Record<string, string>> = {
    "'Example App'": quoted(appName),
    'Example App': appName,
    'linkwright-connector-example-app': packageName,
    'example-app': app,
    EXAMPLE_APP: app.replaceAll('-', '_').toUpperCase(),
    'https://api.example.com': baseUrl,
    TEMPLATE_AUTHOR: author,
    TEMPLATE_YEAR: String(new Date().getUTCFullYear()),
  };
  // In one go, so that no name is taken for a word of the template.
  const pattern = new RegExp(Object.keys(words).join('|'), 'g');
  return text.replace(pattern, (word) => words[word] ?? word);
}

/** As a formatter would quote it. */
const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`);
