import stringWidth from 'string-width';
import { holds, type Row } from './row.ts';

const heads = ['', 'with', 'app', 'measured', 'bound', 'ratio', 'budget', '', 'bound is'] as const;

export function renderTable(rows: readonly Row[]): string {
  const lines = rows.map((row, index) => {
    const { measured, bound, budget, unit, formula } = row;
    const kept = holds(row);
    return [
      rows[index - 1]?.what === row.what ? '' : row.what,
      rows[index - 1]?.what === row.what && rows[index - 1]?.pair === row.pair ? '' : row.pair,
      row.app,
      tell(measured, unit),
      bound === undefined ? '' : tell(bound, unit),
      bound === undefined ? '' : bound === 0 ? (measured === 0 ? '1.000' : '∞') : (measured / bound).toFixed(3),
      budget === undefined ? '' : `≤ ${budget}`,
      kept === null ? '' : kept ? 'ok' : 'EXCEEDED',
      formula,
    ];
  });
  const cells = [heads, ...lines];
  const widths = heads.map((_, column) => Math.max(...cells.map((line) => stringWidth(line[column] ?? ''))));
  return cells
    .map((line) =>
      line
        .map((cell, column) => pad(cell, widths[column] ?? 0, column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Numbers stand to the right. */
function pad(cell: string, width: number, column: number): string {
  const blanks = ' '.repeat(width - stringWidth(cell));
  return column >= 3 && column <= 5 ? blanks + cell : cell + blanks;
}

function tell(value: number, unit: Row['unit']): string {
  const number = value.toLocaleString('en', { maximumFractionDigits: isCount(unit) || value >= 100 ? 0 : 1 });
  return unit === 'calls' ? number : `${number} ${unit}`;
}

const isCount = (unit: Row['unit']): boolean => unit === 'calls' || unit === 'packages';
