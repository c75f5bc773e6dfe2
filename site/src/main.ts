import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buildSite } from './build-site.ts';
import { generatedPages, pageText } from './generated-pages.ts';
import { root } from './repository.ts';

const [task] = process.argv.slice(2);
if (task === 'generate') {
  for (const [path, page] of generatedPages) {
    await writeFile(join(root, path), pageText(path, page()));
    console.log(path);
  }
} else if (task === 'build') {
  const folder = join(root, 'docs/.site');
  const pages = await buildSite(folder);
  console.log(`${pages.length} pages in ${relative(root, folder)}: open ${relative(root, join(folder, 'index.html'))}`);
} else {
  console.error('generate or build?');
  process.exitCode = 2;
}
