import { stripTypeScriptTypes } from 'node:module';
import { type Node, parse } from 'acorn';
import { analyse } from 'scslre';
import { expect, test } from 'vitest';
import { filesBelow, read } from './workspace.ts';

/**
 * Backtracking that grows faster than the text makes a vendor's or a stranger's text a weapon: a hundred thousand line breaks
 * cost `/\n+$/` half a minute, since it starts anew at each of them.
 */
const sources = ['packages', 'apps'].flatMap((folder) => filesBelow(folder, (path) => /\/src\/.*\.ts$/.test(path)));

/** These see what the person at the keyboard has typed, or a text of this repository. */
const harmless = ['apps/runner/src/setup/setup-flags.ts'];

interface Expression {
  readonly pattern: string;
  readonly flags: string;
  readonly line: number;
}

test('no regular expression of ours takes longer than its text is long', () => {
  let seen = 0;
  const slow = sources
    .filter((file) => !harmless.includes(file))
    .flatMap((file) =>
      expressionsOf(read(file)).flatMap(({ pattern, flags, line }) => {
        seen += 1;
        const { reports } = analyse(
          { source: pattern, flags },
          { reportTypes: { Move: true, Self: true, Trade: true } },
        );
        return reports.map(
          ({ type, character }) => `${file}:${line} /${pattern}/${flags} (${type}: ${character.pick})`,
        );
      }),
    );
  expect(slow).toEqual([]);
  expect(seen).toBeGreaterThan(100);
});

function expressionsOf(text: string): readonly Expression[] {
  const found: Expression[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value)) return;
    const { regex, loc } = value;
    if (regex !== undefined) found.push({ ...regex, line: loc?.start.line ?? 0 });
    Object.values(value).forEach(visit);
  };
  // Types are replaced by blanks, so that lines stay what they are.
  visit(parse(stripTypeScriptTypes(text), { ecmaVersion: 'latest', sourceType: 'module', locations: true }));
  return found;
}

type SyntaxNode = Node & { readonly regex?: { readonly pattern: string; readonly flags: string } };

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
