import stringWidth from 'string-width';

/** Breaks lines at blanks so that none is wider; what follows of a line keeps its indentation. */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => {
      const indentation = /^\s*/.exec(line)?.[0] ?? '';
      let current = '';
      const lines: string[] = [];
      for (const word of line.trim().split(' ')) {
        const longer = current === '' ? `${indentation}${word}` : `${current} ${word}`;
        if (current !== '' && stringWidth(longer) > width) {
          lines.push(current);
          current = `${indentation}${word}`;
        } else current = longer;
      }
      return [...lines, current].join('\n');
    })
    .join('\n');
}
