import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../../configuration/read-if-there.ts';
import type { GuidedSetting } from './connector-guide.ts';
import { copiedSchema, copySchema } from './editor-schema.ts';

/**
 * Makes or completes what belongs beside a new configuration, and names these files. `schema`: the address that the
 * configuration names its JSON Schema by.
 */
export async function accompany(
  folder: string,
  settings: readonly Pick<GuidedSetting, 'variable' | 'example' | 'comment'>[],
  schema: string,
): Promise<readonly string[]> {
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
  const copied = schema === copiedSchema && (await copySchema(folder));
  return [
    ...(example ? ['.env.example'] : []),
    ...(ignored ? ['.gitignore'] : []),
    ...(copied ? [copiedSchema.slice(2)] : []),
  ];
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
