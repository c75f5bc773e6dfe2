import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commitOrDay } from './commit-or-day.ts';

/** Where a build has to end within minutes, each commit runs one of so many parts. */
const parts = 3;

/** Chosen so that the parts take about as long as each other. */
const salt = 1082;

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The files of a pattern, from the folder that the tests are run in. With `CI` set those of the commit's own part alone: all of them would
 * take longer than a build may. `LINKWRIGHT_LONG=all` runs all nevertheless, as does everybody at home.
 */
export function partOfCommit(pattern: string): string[] {
  const files = globSync(pattern).map((file) => file.split(sep).join('/'));
  if (!process.env.CI || process.env.LINKWRIGHT_LONG === 'all') return files;
  const folder = relative(root, process.cwd()).split(sep).join('/');
  // What is published is tried with every commit.
  if (folder === '') return files;
  const own = digest(commitOrDay()) % parts;
  return files.filter((file) => digest(`${salt}${folder}/${file}`) % parts === own);
}

const digest = (text: string): number => createHash('sha256').update(text).digest()[0] ?? 0;
