import type { Output } from './output.ts';
import { wrapText } from './wrap-text.ts';

/** The same output, which breaks its lines between words on a terminal. */
export const wrapped = (output: Output, hanging = 0): Output => ({
  ...output,
  print: (text) => output.print(output.columns === null ? text : wrapText(text, output.columns, hanging)),
});
