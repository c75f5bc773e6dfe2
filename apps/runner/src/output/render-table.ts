import stringWidth from 'string-width';
import { visible } from './visible.ts';
import { wrapText } from './wrap-text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Between two columns. */
const gap = '  ';

/**
 * Columns two blanks apart, as wide as a terminal shows them: a CJK character takes two places. Where that is wider than
 * `width`, cells are broken between words; where even their words do not fit beside each other, each row is told as a block.
 * Without a width, lines are as long as they are.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | null = null,
): string {
  const cells = rows.map((row) => columns.map((_, index) => visible(row[index] ?? '')));
  const lines = [columns.map(({ title }) => title), ...cells];
  const widthsBy = (measure: (cell: string) => number): number[] =>
    columns.map((_, index) => Math.max(...lines.map((line) => measure(line[index] ?? ''))));
  const natural = widthsBy(stringWidth);
  if (width === null || fits(natural, width)) return renderLines(columns, lines, natural);
  const least = widthsBy((cell) => Math.max(...cell.split(' ').map((word) => stringWidth(word))));
  if (!fits(least, width)) return renderBlocks(columns, cells, width);
  return renderLines(columns, lines, narrowed(natural, least, width));
}

const fits = (widths: readonly number[], width: number): boolean =>
  widths.reduce((sum, one) => sum + one, gap.length * (widths.length - 1)) <= width;

/** The widest column gives way first, down to its longest word. */
function narrowed(natural: readonly number[], least: readonly number[], width: number): readonly number[] {
  const widths = [...natural];
  const room = (index: number): number => (widths[index] ?? 0) - (least[index] ?? 0);
  while (!fits(widths, width)) {
    const candidates = [...widths.keys()].filter((index) => room(index) > 0);
    const widest = candidates.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function renderLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): string {
  return rows
    .flatMap((row) => {
      const parts = columns.map((_, index) => wrapText(row[index] ?? '', widths[index] ?? 0).split('\n'));
      const height = Math.max(...parts.map((part) => part.length));
      return Array.from({ length: height }, (_, line) =>
        columns
          .map(({ align }, index) => pad(parts[index]?.[line] ?? '', widths[index] ?? 0, align ?? 'left'))
          .join(gap)
          .trimEnd(),
      );
    })
    .join('\n');
}

/** A line for each cell, behind its title; rows are an empty line apart. */
function renderBlocks(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const titles = Math.max(...columns.map(({ title }) => stringWidth(title)));
  return rows
    .map((row) =>
      columns
        .flatMap(({ title }, index) => {
          const [first = '', ...rest] = wrapText(row[index] ?? '', width - titles - gap.length).split('\n');
          const indentation = ' '.repeat(titles + gap.length);
          return [`${pad(title, titles)}${gap}${first}`.trimEnd(), ...rest.map((line) => `${indentation}${line}`)];
        })
        .join('\n'),
    )
    .join('\n\n');
}

export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** Cut to a width, with an ellipsis where something is missing. */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let result = '';
  for (const character of text) {
    if (stringWidth(result + character) > width - 1) break;
    result += character;
  }
  return `${result}…`;
}
