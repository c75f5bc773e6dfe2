import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { findConfiguration } from '../../configuration/find-configuration.ts';
import type { WrittenNames } from './complete-words.ts';

const endSchema = z.object({ connection: z.string(), object: z.coerce.string() }).nullish().catch(null);

const fileSchema = z.object({
  connections: z.record(z.string(), z.object({ connector: z.string().catch('') }).catch({ connector: '' })).catch({}),
  syncs: z
    .record(z.string(), z.object({ left: endSchema, right: endSchema }).catch({ left: null, right: null }))
    .catch({}),
});

/** What the configuration names, as far as it can be read: a shell has no place to tell what is wrong with it. */
export async function writtenNames(directory: string, configurationFile: string | undefined): Promise<WrittenNames> {
  const { connections, syncs } = await readNames(directory, configurationFile);
  const ends = Object.values(syncs).flatMap(({ left, right }) =>
    [left, right].filter((end) => end !== null && end !== undefined),
  );
  const objects = Map.groupBy(ends, ({ connection }) => connection);
  return {
    connections: Object.entries(connections).map(([word, { connector }]) => ({ word, description: connector })),
    syncs: Object.entries(syncs).map(([word, { left, right }]) => ({
      word,
      description: left && right ? `${left.connection} ${left.object} ⇄ ${right.connection} ${right.object}` : '',
    })),
    objects: new Map(
      [...objects].map(([connection, named]) => [connection, [...new Set(named.map(({ object }) => object))]]),
    ),
  };
}

async function readNames(
  directory: string,
  configurationFile: string | undefined,
): Promise<z.output<typeof fileSchema>> {
  try {
    const text = await readFile(await findConfiguration(directory, configurationFile), 'utf8');
    return fileSchema.parse(parse(text, { logLevel: 'silent' }));
  } catch {
    return { connections: {}, syncs: {} };
  }
}
