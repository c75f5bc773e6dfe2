import { structuredPatch } from 'diff';
import type { Output } from '../../output/output.ts';
import { safeForTerminal } from '../../output/visible.ts';

/** A unified difference of two texts, as `git diff` shows it. `''`: there is none. */
export function renderDifference(
  name: string,
  before: string,
  after: string,
  { style }: Pick<Output, 'style'>,
): string {
  const { hunks } = structuredPatch(name, name, before, after, '', '', { context: 3 });
  if (hunks.length === 0) return '';
  const styled = (line: string): string =>
    line.startsWith('+') ? style('green', line) : line.startsWith('-') ? style('red', line) : line;
  return [
    style('bold', before === '' ? `--- (no file)` : `--- ${name}`),
    style('bold', `+++ ${name}`),
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      style('cyan', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`),
      ...lines.map((line) => styled(safeForTerminal(line, false))),
    ]),
  ].join('\n');
}
