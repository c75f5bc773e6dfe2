/**
 * Control characters, line separators and characters that turn the direction of writing: in a record's value they could
 * forge lines of output, or steer the terminal.
 */
const unsafe = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

const names: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return names[character] ?? (code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
};

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/** A value from outside on one line, with what cannot be seen shown as an escape. */
export function visible(value: string): string {
  return value.replace(unsafe, escaped);
}

/** The last guard of everything printed: line ends, tabs and our own colours stay, nothing else that steers. */
export function safeForTerminal(text: string, colour: boolean): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one.
  const parts = colour ? text.split(/(\u001B\[[0-9;]*m)/) : [text];
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(unsafe, (character) => (/[\n\t]/.test(character) ? character : escaped(character))),
    )
    .join('');
}

/**
 * JSON text with the same characters as escapes: parsed, it is the same value. `JSON.stringify` leaves all but the first
 * 32 as they are.
 */
export function safeJson(text: string): string {
  return text.replace(unsafe, (character) => `\\u${hex(character.codePointAt(0) ?? 0, 4)}`);
}
