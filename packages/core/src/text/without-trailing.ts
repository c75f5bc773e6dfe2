/**
 * The text without the characters of a set at its end. In place of `/…+$/`, which starts anew at each of them and takes time
 * by the square of their number.
 */
export function withoutTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
