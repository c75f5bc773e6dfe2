import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { siteDocuments, titleOf } from './documents.ts';
import { documentText } from './generated-pages.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderPage } from './render-page.ts';
import { root } from './repository.ts';

/** Where sources live that are no page of the site. */
const repository = 'https://github.com/linkwright/linkwright/blob/main';

/**
 * Builds all documents into a folder of plain pages, which open from the disk as they do from a server. What was in the folder
 * before is gone. Resolves to the pages, relative to the folder.
 */
export async function buildSite(folder: string): Promise<readonly string[]> {
  await rm(folder, { recursive: true, force: true });
  const documents = siteDocuments();
  const pageOf = new Map(documents.map(({ path, page }) => [path, page]));
  const pictures = new Set<string>();
  for (const { path, page } of documents) {
    const link = (target: string): string => {
      const [file = '', anchor] = target.split('#');
      if (/^[a-z]+:/.test(target) || file === '') return target;
      const aim = posix.normalize(posix.join(posix.dirname(path), file));
      const hash = anchor === undefined ? '' : `#${anchor}`;
      const other = pageOf.get(aim) ?? pageOf.get(`${aim}/README.md`);
      if (other !== undefined) return posix.relative(posix.dirname(page), other) + hash;
      if (/\.(svg|png)$/.test(aim)) {
        pictures.add(aim);
        return posix.relative(posix.dirname(page), `pictures/${posix.basename(aim)}`);
      }
      return `${repository}/${aim}${hash}`;
    };
    const text = documentText(path);
    const html = renderPage({ title: titleOf(text), body: renderMarkdown(text, link), page, documents });
    await mkdir(join(folder, dirname(page)), { recursive: true });
    await writeFile(join(folder, page), html);
  }
  for (const picture of pictures) {
    await cp(join(root, picture), join(folder, 'pictures', posix.basename(picture)));
  }
  return documents.map(({ page }) => page);
}
