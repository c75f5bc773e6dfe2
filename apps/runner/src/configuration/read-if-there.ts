import { readFile } from 'node:fs/promises';

/** The text of a file; `null` where there is none. Throws what else stands in the way of reading it. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
