import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** One file of the page, as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly zipped: Uint8Array<ArrayBuffer>;
  /** Its name changes with its contents, so a browser need not ask again. */
  readonly isImmutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Every file of the page by its path below the root, `/index.html` among them, read once: what is asked for is compared with
 * these and never becomes a path of the disk. `null`: the page is not there, which a checkout that was not built has not.
 */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile> | null> {
  const root = dirname(fileURLToPath(import.meta.resolve('@linkwright/console/page/index.html')));
  const names = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => null);
  if (names === null) return null;
  const files = new Map<string, PageFile>();
  for (const entry of names) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = Uint8Array.from(await readFile(path));
    const name = `/${relative(root, path).split(sep).join('/')}`;
    files.set(name, {
      type,
      bytes,
      zipped: Uint8Array.from(gzipSync(bytes)),
      isImmutable: name.startsWith('/assets/'),
    });
  }
  return files.has('/index.html') ? files : null;
}
