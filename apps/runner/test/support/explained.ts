/** The last line of an error: its code, and where it is explained. */
export const explained = (code: string): string =>
  `${code}: https://github.com/linkwright/linkwright/blob/main/docs/errors.md#${code}\n`;
