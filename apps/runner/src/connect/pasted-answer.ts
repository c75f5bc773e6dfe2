import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { AuthorizationAnswer } from '../operations/connect.ts';
import { answerIn } from './await-browser.ts';

/**
 * The first line that is an address with an answer, or a code alone, which belongs to the attempt under way. Whatever else is typed is
 * told. Never resolves where the input ends without one.
 */
export function pastedAnswer(
  input: Readable,
  state: string,
  tell: (text: string) => void,
): { readonly answer: Promise<AuthorizationAnswer>; close(): void } {
  const lines = createInterface({ input, terminal: false });
  const answer = new Promise<AuthorizationAnswer>((resolve) => {
    lines.on('line', (line) => {
      const text = line.trim();
      if (text === '') return;
      const found = answerOf(text, state);
      if (found !== null) resolve(found);
      else tell('That is neither the address that the browser was sent back to, nor a code.');
    });
  });
  return { answer, close: () => lines.close() };
}

export function answerOf(text: string, state: string): AuthorizationAnswer | null {
  if (URL.canParse(text)) return answerIn(new URL(text));
  return /^[\w.~+/=-]{8,}$/.test(text) ? { code: text, state } : null;
}
