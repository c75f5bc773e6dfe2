/** A run of so many digits may be a whole number beyond what JavaScript's numbers tell apart. */
const longNumber = /\d{16}/;

/**
 * The value of a JSON text. A whole number beyond 2^53 comes as its digits: as a number it would be squeezed into a neighbour,
 * and an id would name another record. Throws a `SyntaxError` for anything else.
 */
export function parseJson(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepDigits);
}

/** The third argument, the text that a value was read from, is younger than TypeScript's declaration. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
