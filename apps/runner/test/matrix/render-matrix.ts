import { type Pair, pairs } from './matrix-world.ts';
import { rules } from './rules.ts';

export type Cell = '✓' | '✗';

/** Rules by pairs of apps as a table of Markdown; a number stands for the reason why a pair cannot show a rule. */
export function renderMatrix(held: (rule: string, pair: Pair) => Cell): string {
  const reasons: string[] = [];
  const cell = ({ rule, without }: (typeof rules)[number], pair: Pair): string => {
    const reason = without?.(pair) ?? null;
    if (reason === null) return held(rule, pair);
    if (!reasons.includes(reason)) reasons.push(reason);
    return String(reasons.indexOf(reason) + 1);
  };
  const rows = [['rule', ...pairs], ...rules.map((rule) => [rule.rule, ...pairs.map((pair) => cell(rule, pair))])];
  const widths = [0, ...pairs].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const ruler = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [
    line(head),
    ruler,
    ...body.map(line),
    '',
    ...reasons.map((reason, index) => `${index + 1}. ${reason}`),
    '',
  ].join('\n');
}
