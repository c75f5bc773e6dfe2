import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSite } from '../src/build-site.ts';

let folder = '';
let pages: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkwright-site-'));
  pages = await buildSite(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const idsIn = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? ''));

it('leads every link of every page to a page or a place that is there, from the disk', async () => {
  const broken: string[] = [];
  let followed = 0;
  const texts = new Map(
    await Promise.all(pages.map(async (page) => [page, await readFile(join(folder, page), 'utf8')] as const)),
  );
  for (const [page, html] of texts) {
    for (const [, given = ''] of html.matchAll(/ (?:href|src)="([^"]+)"/g)) {
      if (/^(https?|mailto):/.test(given)) continue;
      followed += 1;
      const target = given.replaceAll('&amp;', '&');
      const [file = '', anchor] = decodeURI(target).split('#');
      const aim = file === '' ? join(folder, page) : join(folder, dirname(page), file);
      if (target.startsWith('/') || !existsSync(aim)) broken.push(`${page}: ${target}`);
      else if (anchor !== undefined && !idsIn(await readFile(aim, 'utf8')).has(anchor))
        broken.push(`${page}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
  expect(followed).toBeGreaterThan(pages.length * pages.length * 0.5);
});

it('needs nothing from anywhere else', async () => {
  for (const page of pages) {
    const html = await readFile(join(folder, page), 'utf8');
    expect(html, page).not.toMatch(/<script|<link|<img[^>]+src="https?:|@import|url\(/);
    expect(html, page).toMatch(/<title>[^<]+<\/title>/);
  }
});

it('shows the README first, and every document of docs', () => {
  expect(pages[0]).toBe('index.html');
  expect(pages).toEqual(
    expect.arrayContaining(['getting-started/hubspot.html', 'errors.html', 'decisions/index.html']),
  );
});
