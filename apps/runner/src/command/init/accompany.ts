import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readIfThere } from '../../configuration/read-if-there.ts';
import { editorSchema } from '../../editor/editor-schema.ts';
import { knowConnectors } from '../../editor/know-connectors.ts';
import { schemaFileOf, writeSchema } from '../../editor/schema-file.ts';
import type { GuidedSetting } from './connector-guide.ts';

/** Makes or completes what belongs beside a new configuration, and names these files. */
export async function accompany(
  configurationFile: string,
  settings: readonly Pick<GuidedSetting, 'variable' | 'example' | 'comment'>[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const folder = dirname(configurationFile);
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
    ['.env', '.linkwright/', '.linkwright-service/'].map((text) => ({
      text,
      isThere: (line) => line.replace(/^\//, '').replace(/\/$/, '') === text.replace(/\/$/, ''),
    })),
  );
  const schemaFile = schemaFileOf(configurationFile);
  const connectors = await knowConnectors(folder, [], signal);
  const known = await writeSchema(schemaFile, editorSchema({ connectors, connections: [], syncs: [], accounts: [] }), {
    keep: true,
  });
  return [
    ...(example ? ['.env.example'] : []),
    ...(ignored ? ['.gitignore'] : []),
    ...(known ? [basename(schemaFile)] : []),
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
