const numberPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,6}))?$/i;

/** A double ends at 1e308; an exponent beyond this would only spell out zeros. */
const largestExponent = 1000;

/**
 * Plain notation, one spelling per number: `"1.50e3"` → `"1500"`, `"-0"` → `"0"`. Works on the text, so that long
 * decimals keep every digit. `null`: not a number, or nothing.
 */
export function canonicalNumber(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return null;
  const match = numberPattern.exec(String(value).trim());
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > largestExponent) return null;
  return spell(sign === '-', whole + fraction, whole.length + exponent);
}

/**
 * The number with so many decimal places, half rounded away from zero. Works on the text: no binary fraction is
 * involved. `null`: not a number.
 */
export function roundNumber(value: string, decimalPlaces: number): string | null {
  const plain = canonicalNumber(value);
  if (plain === null) return null;
  const negative = plain.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? plain.slice(1) : plain).split('.');
  if (fraction.length <= decimalPlaces) return plain;
  const kept = BigInt(whole + fraction.slice(0, decimalPlaces));
  const next = fraction.charAt(decimalPlaces);
  const digits = String(next >= '5' ? kept + 1n : kept).padStart(decimalPlaces + 1, '0');
  return spell(negative, digits, digits.length - decimalPlaces);
}

/** The decimal point stands before `digits[point]`, which may lie outside of them. */
function spell(negative: boolean, digits: string, point: number): string {
  const whole = trimLeadingZeros(digits.slice(0, Math.max(point, 0)).padEnd(Math.max(point, 0), '0'));
  const fraction = trimTrailingZeros(point >= 0 ? digits.slice(point) : '0'.repeat(-point) + digits);
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return negative && text !== '0' ? `-${text}` : text;
}

function trimLeadingZeros(digits: string): string {
  let start = 0;
  while (start < digits.length && digits[start] === '0') start += 1;
  return digits.slice(start) || '0';
}

function trimTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
