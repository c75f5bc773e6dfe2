import { FormulaSyntaxError, type FormulaToken, tokenizeFormula } from './formula-tokenizer.ts';

export type FormulaNode =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly FormulaNode[] }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: FormulaNode;
      readonly right: FormulaNode;
    }
  | { readonly kind: 'negation'; readonly operand: FormulaNode };

/** Loosest first; operators of one level are read from left to right. */
const levels: readonly (readonly string[])[] = [['=', '!=', '<', '<=', '>', '>='], ['&'], ['+', '-'], ['*', '/']];

/** Reads a whole formula, or throws a {@link FormulaSyntaxError}. */
export function parseFormula(formula: string): FormulaNode {
  const reader = new TokenReader(tokenizeFormula(formula));
  const node = readLevel(reader, 0);
  if (reader.peek() !== undefined) throw new FormulaSyntaxError();
  return node;
}

class TokenReader {
  readonly #tokens: readonly FormulaToken[];
  #place = 0;

  constructor(tokens: readonly FormulaToken[]) {
    this.#tokens = tokens;
  }

  peek(): FormulaToken | undefined {
    return this.#tokens[this.#place];
  }

  take(): FormulaToken {
    const token = this.peek();
    if (token === undefined) throw new FormulaSyntaxError();
    this.#place += 1;
    return token;
  }

  takeIf(kind: FormulaToken['kind']): boolean {
    if (this.peek()?.kind !== kind) return false;
    this.#place += 1;
    return true;
  }
}

function readLevel(reader: TokenReader, level: number): FormulaNode {
  const operators = levels[level];
  if (operators === undefined) return readUnary(reader);
  let left = readLevel(reader, level + 1);
  for (;;) {
    const token = reader.peek();
    if (token?.kind !== 'operator' || !operators.includes(token.text)) return left;
    reader.take();
    left = { kind: 'binary', operator: token.text, left, right: readLevel(reader, level + 1) };
  }
}

function readUnary(reader: TokenReader): FormulaNode {
  const token = reader.peek();
  if (token?.kind === 'operator' && (token.text === '-' || token.text === '+')) {
    reader.take();
    const operand = readUnary(reader);
    return token.text === '-' ? { kind: 'negation', operand } : operand;
  }
  return readPrimary(reader);
}

function readPrimary(reader: TokenReader): FormulaNode {
  const token = reader.take();
  switch (token.kind) {
    case 'number':
      return { kind: 'literal', value: Number(token.text) };
    case 'text':
      return { kind: 'literal', value: token.text };
    case 'field':
      return { kind: 'field', name: token.text, start: token.start, end: token.end };
    case 'name':
      if (reader.takeIf('open')) {
        return { kind: 'call', name: token.text.toUpperCase(), operands: readOperands(reader) };
      }
      return { kind: 'field', name: token.text, start: token.start, end: token.end };
    case 'open': {
      const node = readLevel(reader, 0);
      if (!reader.takeIf('close')) throw new FormulaSyntaxError();
      return node;
    }
    default:
      throw new FormulaSyntaxError();
  }
}

function readOperands(reader: TokenReader): readonly FormulaNode[] {
  if (reader.takeIf('close')) return [];
  const operands = [readLevel(reader, 0)];
  while (reader.takeIf('comma')) operands.push(readLevel(reader, 0));
  if (!reader.takeIf('close')) throw new FormulaSyntaxError();
  return operands;
}
