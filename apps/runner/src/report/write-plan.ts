import { open } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { RanCycle } from '../operations/cycle/ran-cycle.ts';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';

const linesAtOnce = 1000;

/**
 * A plan for programs: a line of JSON for each operation (`"type": "operation"`), refused record (`"refused"`) and record
 * that is left alone (`"left-alone"`), and at the end the report of the run (`"plan"`). Without that line the file is not
 * whole. It holds values of records, so it is the user's alone.
 */
export async function writePlan(
  { output, directory }: { readonly output: Output; readonly directory: string },
  name: string,
  { told, report }: Pick<RanCycle, 'told' | 'report'>,
): Promise<void> {
  const path = resolve(directory, name);
  const file = await open(path, 'w', 0o600);
  let operations = 0;
  try {
    let lines: string[] = [];
    const add = async (content: object): Promise<void> => {
      lines.push(output.toJsonLine(content));
      if (lines.length < linesAtOnce) return;
      await file.write(lines.join(''));
      lines = [];
    };
    for (const sync of told) {
      for (const operation of sync.operations) {
        operations += 1;
        await add({ type: 'operation', ...operation });
      }
      for (const { kind: _, ...refused } of sync.failing) await add({ type: 'refused', ...refused });
      for (const { kind: _, ...held } of sync.held) await add({ type: 'left-alone', ...held });
    }
    await add({ type: 'plan', version: 1, ...report });
    await file.write(lines.join(''));
  } finally {
    await file.close();
  }
  output.note(`${count(operations, 'operation')} written to ${relative(directory, path) || path}.`);
}
