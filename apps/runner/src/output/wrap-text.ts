import stringWidth from 'string-width';

/**
 * Breaks lines at blanks so that none is wider than `width`, unless a single word is. What follows of a line is indented like
 * it, and `hanging` blanks more.
 */
export function wrapText(text: string, width: number, hanging = 0): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width, hanging))
    .join('\n');
}

function wrapLine(line: string, width: number, hanging: number): string {
  if (stringWidth(line) <= width) return line;
  const indentation = /^\s*/.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indentation;
  let isEmpty = true;
  for (const word of line.trim().split(' ')) {
    const longer = isEmpty ? `${current}${word}` : `${current} ${word}`;
    if (!isEmpty && stringWidth(longer) > width) {
      lines.push(current.trimEnd());
      current = `${indentation}${' '.repeat(hanging)}${word}`;
    } else current = longer;
    // Blanks that stood between two columns do not begin a line.
    isEmpty = current.trim() === '';
    if (isEmpty) current = lines.length === 0 ? indentation : `${indentation}${' '.repeat(hanging)}`;
  }
  return [...lines, current].join('\n');
}
