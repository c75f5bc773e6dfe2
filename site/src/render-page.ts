import { posix } from 'node:path';
import type { SiteDocument } from './documents.ts';

export interface PageContent {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** Path in the site. */
  readonly page: string;
  readonly documents: readonly SiteDocument[];
}

/** One whole page: everything it needs is in it, so that it opens from the disk. */
export function renderPage({ title, body, page, documents }: PageContent): string {
  const groups = Map.groupBy(documents, ({ group }) => group);
  const entry = (one: SiteDocument): string =>
    one.page === page
      ? `<li aria-current="page">${escapeHtml(one.title)}</li>`
      : `<li><a href="${posix.relative(posix.dirname(page), one.page)}">${escapeHtml(one.title)}</a></li>`;
  const navigation = [...groups]
    .map(([group, ones]) => {
      const list = `<ul>${ones.map(entry).join('')}</ul>`;
      const isOpen = group !== 'Decisions' || ones.some((one) => one.page === page);
      return `<details${isOpen ? ' open' : ''}><summary>${escapeHtml(group)}</summary>${list}</details>`;
    })
    .join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title === 'Linkwright' ? title : `${title} · Linkwright`)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<nav aria-label="Documents">${navigation}</nav>
<main id="content">${body}</main>
</body>
</html>
`;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --soft: light-dark(#f6f8fa, #151b23); --link: light-dark(#0a58ca, #6ea8fe); }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 16rem minmax(0, 1fr); font: 16px/1.6 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: .9rem; }
nav ul { list-style: none; margin: .3rem 0 1rem; padding: 0 0 0 .2rem; }
nav li { margin: .15rem 0; }
nav [aria-current] { font-weight: 600; }
summary { font-weight: 600; cursor: pointer; }
main { padding: 2rem 3rem 6rem; max-width: 68rem; }
a { color: var(--link); }
img { max-width: 100%; height: auto; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 1rem; overflow: auto; line-height: 1.45; }
code { font: .88em ui-monospace, monospace; background: var(--soft); padding: .1em .3em; border-radius: 4px; }
pre code { background: none; padding: 0; }
table { border-collapse: collapse; display: block; overflow: auto; }
th, td { border: 1px solid var(--line); padding: .35rem .7rem; text-align: left; vertical-align: top; }
h1, h2, h3 { line-height: 1.25; scroll-margin-top: 1rem; }
h2 { margin-top: 2.2rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; }
@media (max-width: 60rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`;
