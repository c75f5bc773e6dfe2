import { invalidInput, type KintoneFailure } from '../kintone-errors.ts';

export type QueryTokenKind = 'word' | 'text' | 'number' | 'operator' | 'open' | 'close' | 'comma';

export interface QueryToken {
  readonly kind: QueryTokenKind;
  /** Of a text: what stands between the quotes, escapes resolved. */
  readonly text: string;
}

/** What Kintone says of a query that it cannot read. */
export function querySyntaxError(near: string): KintoneFailure {
  return invalidInput({ query: [`A syntax error occurred near "${near}" in the query.`] });
}

/** An ideographic space separates too. */
const spacePattern = /[ \t\r\n\u3000]+/y;
const numberPattern = /-?\d+(?:\.\d+)?(?![\p{L}_])/uy;
const operatorPattern = /!=|<=|>=|[=<>]/y;
/** Field codes of any script, keywords and names of functions. */
const wordPattern = /[^\s\u3000"(),=!<>]+/y;
const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };
const signs: Readonly<Record<string, QueryTokenKind>> = { '(': 'open', ')': 'close', ',': 'comma' };

export function tokenizeQuery(query: string): readonly QueryToken[] {
  const tokens: QueryToken[] = [];
  let place = 0;
  while (place < query.length) {
    const space = matchAt(spacePattern, query, place);
    if (space !== undefined) {
      place += space.length;
      continue;
    }
    const first = query[place] ?? '';
    if (first === '"') {
      const { text, end } = readText(query, place);
      tokens.push({ kind: 'text', text });
      place = end;
      continue;
    }
    const token = tokenAt(query, place, first);
    tokens.push(token);
    place += token.text.length;
  }
  return tokens;
}

function tokenAt(query: string, place: number, first: string): QueryToken {
  const sign = signs[first];
  if (sign !== undefined) return { kind: sign, text: first };
  const patterns = [
    ['operator', operatorPattern],
    ['number', numberPattern],
    ['word', wordPattern],
  ] as const;
  for (const [kind, pattern] of patterns) {
    const text = matchAt(pattern, query, place);
    if (text !== undefined) return { kind, text };
  }
  throw querySyntaxError(query.slice(place, place + 10));
}

/** In double quotes only. Tabs and line breaks stand in a text as escapes, never as they are. */
function readText(query: string, start: number): { readonly text: string; readonly end: number } {
  let text = '';
  for (let place = start + 1; place < query.length; place += 1) {
    const character = query[place] ?? '';
    if (character === '"') return { text, end: place + 1 };
    if (character === '\t' || character === '\n' || character === '\r') break;
    if (character !== '\\') {
      text += character;
      continue;
    }
    place += 1;
    const escaped = query[place] ?? '';
    text += escapes[escaped] ?? escaped;
  }
  throw querySyntaxError(query.slice(start, start + 10));
}

function matchAt(pattern: RegExp, query: string, place: number): string | undefined {
  pattern.lastIndex = place;
  return pattern.exec(query)?.[0];
}
