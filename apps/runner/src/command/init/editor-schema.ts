import { access, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** How a configuration in this folder names its JSON Schema for editors. `copiedSchema`: it is to be put there. */
export async function schemaAddress(folder: string): Promise<string> {
  return (await shippedSchema(folder)) ?? copiedSchema;
}

/** The first line of a configuration, by which editors complete and check it. */
export const schemaLine = (address: string): string => `# yaml-language-server: $schema=${address}`;

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

/** Only an installation that lies beside or above the file has an address that is true on every machine. */
async function shippedSchema(folder: string): Promise<string | null> {
  const inPackage = join('node_modules', 'linkwright', 'schema', 'linkwright.schema.json');
  for (let directory = folder; ; directory = dirname(directory)) {
    const file = join(directory, inPackage);
    try {
      await access(file);
      const path = relative(folder, file).replaceAll('\\', '/');
      return path.startsWith('.') ? path : `./${path}`;
    } catch {
      if (directory === dirname(directory)) return null;
    }
  }
}
