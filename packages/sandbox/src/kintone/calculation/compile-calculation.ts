/** What a formula names: the numbers of a field, one of a field of the form, one for each row of a cell in a table. */
export type FieldNumbers = (code: string) => readonly (number | undefined)[];

/** Undefined where the formula cannot be calculated, such as after a division by zero. */
export type Calculation = (numbers: FieldNumbers) => number | undefined;

const tokenPattern = /\s*(?:(\d+(?:\.\d+)?)|([\p{L}_$＿・￥＄][\p{L}\p{N}_$＿・￥＄]*)|([-+*/^(),]))/uy;

/**
 * A formula of a calculated field: numbers, field codes, `+ - * / ^`, parentheses and `SUM`. Undefined for any other: Kintone
 * has more functions, and texts and dates.
 */
export function compileCalculation(expression: string): Calculation | undefined {
  const tokens = tokenize(expression);
  if (tokens === undefined) return undefined;
  const reader = { tokens, place: 0 };
  const calculation = readSum(reader);
  return reader.place === tokens.length ? calculation : undefined;
}

interface Token {
  readonly kind: 'number' | 'name' | 'sign';
  readonly text: string;
}

interface Reader {
  readonly tokens: readonly Token[];
  place: number;
}

function tokenize(expression: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  let place = 0;
  while (place < end) {
    tokenPattern.lastIndex = place;
    const match = tokenPattern.exec(expression);
    if (match === null) return undefined;
    const [whole, number, name, sign] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
    place += whole.length;
  }
  return tokens;
}

type Operation = (left: number, right: number) => number | undefined;

const sums: Readonly<Record<string, Operation>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
};
const products: Readonly<Record<string, Operation>> = {
  '*': (left, right) => left * right,
  // Quotients are kept with four decimal places.
  '/': (left, right) => (right === 0 ? undefined : Math.round((left / right) * 10_000) / 10_000),
};
const powers: Readonly<Record<string, Operation>> = { '^': (left, right) => left ** right };

const readSum = (reader: Reader) => readOperations(reader, sums, readProduct);
const readProduct = (reader: Reader): Calculation | undefined => readOperations(reader, products, readPower);
const readPower = (reader: Reader): Calculation | undefined => readOperations(reader, powers, readSigned);

function readOperations(
  reader: Reader,
  operations: Readonly<Record<string, Operation>>,
  readOperand: (reader: Reader) => Calculation | undefined,
): Calculation | undefined {
  let left = readOperand(reader);
  for (;;) {
    const token = reader.tokens[reader.place];
    const operation = token?.kind === 'sign' ? operations[token.text] : undefined;
    if (left === undefined || operation === undefined) return left;
    reader.place += 1;
    const [first, second] = [left, readOperand(reader)];
    if (second === undefined) return undefined;
    left = (numbers) => {
      const [one, other] = [first(numbers), second(numbers)];
      return one === undefined || other === undefined ? undefined : operation(one, other);
    };
  }
}

function readSigned(reader: Reader): Calculation | undefined {
  if (!take(reader, '-')) return readOperand(reader);
  const operand = readOperand(reader);
  if (operand === undefined) return undefined;
  return (numbers) => {
    const value = operand(numbers);
    return value === undefined ? undefined : -value;
  };
}

function readOperand(reader: Reader): Calculation | undefined {
  if (take(reader, '(')) {
    const inner = readSum(reader);
    return take(reader, ')') ? inner : undefined;
  }
  const token = reader.tokens[reader.place];
  reader.place += 1;
  if (token?.kind === 'number') return () => Number(token.text);
  if (token?.kind !== 'name') return undefined;
  if (!take(reader, '(')) {
    // An empty field counts as zero.
    return (numbers) => {
      const [value] = numbers(token.text);
      return value ?? 0;
    };
  }
  return token.text.toUpperCase() === 'SUM' ? readTotal(reader) : undefined;
}

function readTotal(reader: Reader): Calculation | undefined {
  const codes: string[] = [];
  do {
    const token = reader.tokens[reader.place];
    if (token?.kind !== 'name') return undefined;
    codes.push(token.text);
    reader.place += 1;
  } while (take(reader, ','));
  if (!take(reader, ')')) return undefined;
  return (numbers) => codes.flatMap(numbers).reduce<number>((total, value) => total + (value ?? 0), 0);
}

function take(reader: Reader, sign: string): boolean {
  const token = reader.tokens[reader.place];
  if (token?.kind !== 'sign' || token.text !== sign) return false;
  reader.place += 1;
  return true;
}
