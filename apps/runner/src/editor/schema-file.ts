import { writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import type { JsonSchema } from '../configuration/known-keys.ts';

/** The JSON Schema of a configuration lies beside it, under its name: `linkwright.schema.json`. */
export const schemaFileOf = (configurationFile: string): string =>
  join(dirname(configurationFile), `${basename(configurationFile, extname(configurationFile))}.schema.json`);

/** The first line of a configuration, by which editors find its JSON Schema. `schema`: its path from the configuration. */
export function schemaLine(schema: string): string {
  const path = encodeURI(schema.replaceAll('\\', '/'));
  return `# yaml-language-server: $schema=${/^(\.|\/)/.test(path) ? path : `./${path}`}`;
}

/** `keep`: one that is there already may know more, and stays. Is it written? */
export async function writeSchema(
  file: string,
  schema: JsonSchema,
  { keep = false }: { readonly keep?: boolean } = {},
): Promise<boolean> {
  try {
    await writeFile(file, `${JSON.stringify(schema)}\n`, keep ? { flag: 'wx' } : {});
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (keep && code === 'EEXIST') return false;
    throw new ConfigurationError(`${file} cannot be written${code === null ? '' : ` (${String(code)})`}.`, {
      code: 'file-not-writable',
      remedy: 'Choose another place with --out.',
      cause: error,
    });
  }
}
