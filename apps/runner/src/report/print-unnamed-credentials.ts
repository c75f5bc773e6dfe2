import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';

/** `names`: of connections that the file does not have. */
export function printUnnamedCredentials(output: Output, names: readonly string[] = []): void {
  for (const name of names.map(visible)) {
    const told = `Credentials are kept of ${name}, a connection that the file no longer has: linkwright disconnect ${name} takes them away.`;
    output.print(output.style('yellow', told));
  }
}
