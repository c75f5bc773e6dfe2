import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../../configuration/read-if-there.ts';
import type { GuidedSetting } from './connector-guide.ts';

/** Names of the files that `init` made or completed beside the configuration. */
export async function accompany(folder: string, settings: readonly GuidedSetting[]): Promise<readonly string[]> {
  const example = await completeLines(
    join(folder, '.env.example'),
    settings.map(({ variable, example: value, comment }) => ({
      text: `${comment === undefined ? '' : `# ${comment}\n`}${variable}=${value}`,
      isThere: (line) => line.startsWith(`${variable}=`),
    })),
    '# Copy this file to .env and put your own values in. Only .env is read, and it is kept out of version control.',
  );
  const ignored = await completeLines(
    join(folder, '.gitignore'),
    ['.env', '.linkwright/'].map((text) => ({
      text,
      isThere: (line) => line.replace(/^\//, '').replace(/\/$/, '') === text.replace(/\/$/, ''),
    })),
  );
  return [...(example ? ['.env.example'] : []), ...(ignored ? ['.gitignore'] : [])];
}

interface WantedLine {
  readonly text: string;
  readonly isThere: (line: string) => boolean;
}

/** Adds the lines that a file lacks; what stands in it stays. Was anything added? */
async function completeLines(file: string, wanted: readonly WantedLine[], heading?: string): Promise<boolean> {
  const before = await readIfThere(file);
  const lines = (before ?? '').split(/\r?\n/).map((line) => line.trim());
  const lacking = wanted.filter(({ isThere }) => !lines.some(isThere)).map(({ text }) => text);
  if (lacking.length === 0) return false;
  const start = before === null ? (heading === undefined ? '' : `${heading}\n`) : before.replace(/(?<=[^\n])$/, '\n');
  await writeFile(file, `${start}${lacking.join('\n')}\n`);
  return true;
}

/** Where editors find the JSON Schema that `copySchema` puts there, seen from the configuration. */
export const copiedSchema = './linkwright.schema.json';

/** Puts the JSON Schema of this release beside a configuration, for editors. Is it new there? */
export async function copySchema(folder: string): Promise<boolean> {
  const text = await readFile(new URL('../../../schema/linkwright.schema.json', import.meta.url));
  try {
    await writeFile(join(folder, copiedSchema), text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
