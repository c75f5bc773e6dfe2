import stringWidth from 'string-width';
import { pad } from '../output/render-table.ts';
import type { OperationLine } from './tell-operation.ts';

/** The lines of one operation stay together. */
export type Operations = Iterable<readonly OperationLine[]>;

/** The first operations that have no more lines than this together, but at least one. */
export function firstOperations(operations: Operations, lines: number): (readonly OperationLine[])[] {
  const first: (readonly OperationLine[])[] = [];
  let left = lines;
  for (const operation of operations) {
    left -= operation.length;
    if (left < 0 && first.length > 0) break;
    first.push(operation);
  }
  return first;
}

/** Records, fields and values below each other, as wide as the lines of one list need. */
export function* inColumns(operations: Operations): Generator<readonly [OperationLine, string]> {
  const widths = { label: 0, field: 0, text: 0 };
  const widen = (column: keyof typeof widths, text: string): void => {
    widths[column] = Math.max(widths[column], stringWidth(text));
  };
  for (const lines of operations) {
    for (const line of lines) {
      widen('label', line.label);
      widen('field', line.field ?? '');
      if (line.remark !== undefined) widen('text', line.text);
    }
  }
  for (const lines of operations) {
    for (const line of lines) {
      const field = line.field === undefined ? '' : `${pad(line.field, widths.field)}  `;
      const remark = line.remark === undefined ? '' : `   ${line.remark}`;
      yield [line, `${pad(line.label, widths.label)}   ${field}${pad(line.text, widths.text)}${remark}`.trimEnd()];
    }
  }
}
