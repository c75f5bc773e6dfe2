import { isDeepStrictEqual, parseEnv } from 'node:util';

/**
 * The text of a `.env` without the lines of some variables; every other line stays as it is, to the letter. `null`: the lines cannot be told
 * apart from others for certain.
 */
export function withoutVariables(text: string, names: readonly string[]): string | null {
  const after = names.reduce((rest, name) => rest.replaceAll(linesOf(name), ''), text);
  const kept = Object.fromEntries(Object.entries(parseEnv(text)).filter(([name]) => !names.includes(name)));
  return isDeepStrictEqual({ ...parseEnv(after) }, kept) ? after : null;
}

/** A value in quotes may go on over several lines. */
const linesOf = (name: string): RegExp =>
  new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(?:"[^"]*"|'[^']*'|\`[^\`]*\`)?[^\\n]*\\n?`, 'gm');
