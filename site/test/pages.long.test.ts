import { describe, expect, it } from 'vitest';
import { isCode } from '../src/error-codes.ts';
import { generatedPages, pageText } from '../src/generated-pages.ts';
import { errorNotes } from '../src/pages/error-notes.ts';
import { toldErrors } from '../src/pages/errors-page.ts';
import { filesBelow, read } from '../src/repository.ts';

describe('generated pages', () => {
  // The wording of each message stands in errors.md too: which codes it has is held below, and the site takes it from the source.
  const whole = [...generatedPages].filter(([path]) => path !== 'docs/errors.md');

  it.each(whole)('%s is as it is generated (if not: npx -y pnpm@12 docs:generate)', (path, page) => {
    expect(read(path)).toBe(pageText(path, page()));
  });
});

describe('docs/errors.md', () => {
  const headings = new Set([...read('docs/errors.md').matchAll(/^## (.+)$/gm)].map((match) => match[1]));

  it('lists every code that stands in the source', () => {
    const folders = ['core', 'http', 'engine', 'connector-hubspot', 'connector-airtable', 'connector-kintone'];
    const files = [...folders.map((name) => `packages/${name}/src`), 'apps/runner/src']
      .flatMap((folder) => filesBelow(folder, '.ts'))
      .filter((file) => !file.includes('/testing/'));
    // By plain search, so that a way of telling errors that the generator does not know shows.
    const codes = files.flatMap((file) =>
      [...read(file).matchAll(/\bcode: '([a-z0-9-]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(codes.length).toBeGreaterThan(150);
    // Functions that make an error are given its code first.
    codes.push(
      ...files.flatMap((file) =>
        [...read(file).matchAll(/\bthrow \w+\(\s*'([a-z0-9-]+)'/g)].map((match) => match[1] ?? ''),
      ),
    );
    const missing = [...new Set(codes)].filter((code) => isCode(code) && code.includes('-') && !headings.has(code));
    expect(missing).toEqual([]);
  });

  it('says of every code what it means and what to do', () => {
    const sections = read('docs/errors.md').split(/^## /m).slice(1);
    const told = new Set(toldErrors().map(({ code }) => code));
    expect(headings, 'if not: npx -y pnpm@12 docs:generate').toEqual(told);
    expect(
      [...errorNotes.keys()].filter((code) => !told.has(code)),
      'notes of codes that are gone',
    ).toEqual([]);
    const bare = sections.filter((section) => section.split('\n').filter((line) => line.trim() !== '').length < 3);
    expect(bare).toEqual([]);
  });
});
