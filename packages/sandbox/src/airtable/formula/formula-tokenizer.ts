export type FormulaTokenKind = 'number' | 'text' | 'field' | 'name' | 'operator' | 'open' | 'close' | 'comma';

export interface FormulaToken {
  readonly kind: FormulaTokenKind;
  /** Of a text or a field: what stands between the quotes or braces, escapes resolved. */
  readonly text: string;
  /** Offsets in the formula: first character, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/** A formula that cannot be read. Airtable says no more than that it is invalid. */
export class FormulaSyntaxError extends Error {
  constructor() {
    super('Invalid formula. Please check your formula text.');
    this.name = 'FormulaSyntaxError';
  }
}

const numberPattern = /(?:\d+\.?\d*|\.\d+)/y;
/** Field names of one word may stand without braces. */
const namePattern = /[\p{L}_][\p{L}\p{N}_]*/uy;
const operatorPattern = /!=|<=|>=|[=<>&+\-*/]/y;
const spacePattern = /\s+/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
const closingMarks: Readonly<Record<string, string>> = { "'": "'", '"': '"', '{': '}' };

export function tokenizeFormula(formula: string): readonly FormulaToken[] {
  const tokens: FormulaToken[] = [];
  let place = 0;
  while (place < formula.length) {
    const space = matchAt(spacePattern, formula, place);
    if (space !== null) {
      place += space.length;
      continue;
    }
    const token = tokenAt(formula, place);
    tokens.push(token);
    place = token.end;
  }
  return tokens;
}

function tokenAt(formula: string, start: number): FormulaToken {
  const first = formula[start] ?? '';
  const closing = closingMarks[first];
  if (closing !== undefined) return enclosedToken(formula, start, closing);
  if (first === '(') return { kind: 'open', text: first, start, end: start + 1 };
  if (first === ')') return { kind: 'close', text: first, start, end: start + 1 };
  if (first === ',') return { kind: 'comma', text: first, start, end: start + 1 };
  const patterns = [
    ['number', numberPattern],
    ['name', namePattern],
    ['operator', operatorPattern],
  ] as const;
  for (const [kind, pattern] of patterns) {
    const text = matchAt(pattern, formula, start);
    if (text !== null) return { kind, text, start, end: start + text.length };
  }
  throw new FormulaSyntaxError();
}

/** A text in quotes or a field in braces; a backslash takes the next character as it is, or as a line break or tab. */
function enclosedToken(formula: string, start: number, closing: string): FormulaToken {
  const kind = closing === '}' ? 'field' : 'text';
  let text = '';
  for (let place = start + 1; place < formula.length; place += 1) {
    const character = formula[place] ?? '';
    if (character === closing) return { kind, text, start, end: place + 1 };
    if (character !== '\\') {
      text += character;
      continue;
    }
    place += 1;
    const escaped = formula[place] ?? '';
    text += (kind === 'text' ? escapes[escaped] : undefined) ?? escaped;
  }
  throw new FormulaSyntaxError();
}

function matchAt(pattern: RegExp, formula: string, place: number): string | null {
  pattern.lastIndex = place;
  return pattern.exec(formula)?.[0] ?? null;
}
