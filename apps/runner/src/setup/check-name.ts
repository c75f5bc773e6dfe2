/** Names that need no quotes in the file, on a command line and in `--left CONNECTION:OBJECT`. */
const plainWord = /^[\p{L}][\p{L}\p{N}_-]*$/u;

/** What is wrong with a new name in the file; `undefined`: nothing. */
export const checkName =
  (what: 'connection' | 'sync', taken: readonly string[]) =>
  (answer: string): string | undefined => {
    if (answer === '') return 'Write a name.';
    if (!plainWord.test(answer)) return 'Write one plain word: letters, digits, - and _, a letter first.';
    return taken.includes(answer) ? `There is a ${what} of that name.` : undefined;
  };
