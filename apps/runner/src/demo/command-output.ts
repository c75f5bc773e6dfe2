import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { createRedactor } from '../output/redactor.ts';
import { DemoFailure } from './demo-failure.ts';

const sideSchema = z.looseObject({ created: z.number(), updated: z.number(), archived: z.number() });
const associationsSchema = z.looseObject({ added: z.number(), removed: z.number() });
const documentSchema = z.looseObject({
  syncs: z.array(
    z.looseObject({
      name: z.string(),
      left: sideSchema,
      right: sideSchema,
      linked: z.number(),
      conflicts: z.number(),
      excluded: z.number(),
      ambiguous: z.number(),
      failing: z.number(),
      associations: z.looseObject({ left: associationsSchema, right: associationsSchema, pending: z.number() }),
    }),
  ),
});

export type SyncDocument = z.output<typeof documentSchema>;

export interface CommandOutput {
  /** For a command within the demo. */
  readonly output: Output;
  /** Prints what is held back. */
  flush(): void;
  /** What the command has told machines. */
  document(): SyncDocument;
}

/**
 * The output of a command that runs as a step of the demo: what it prints appears indented and cut to a few lines of each
 * kind, what it tells machines is kept, because the demo has a document of its own.
 */
export function commandOutput(output: Output, linesPerKind: number): CommandOutput {
  const redactor = createRedactor();
  let told: object | null = null;
  let kind = '';
  let shown = 0;
  let hidden = 0;
  let hiding = false;
  const flush = (): void => {
    if (hidden > 0) output.print(`      … and ${count(hidden, 'more line')}`);
    hidden = 0;
  };
  const print = (line: string): void => {
    const plain = stripVTControlCharacters(line);
    const sign = /^ {2}(\S) /.exec(plain)?.[1];
    const more = /^ {4}… and ([\d,]+) more/.exec(plain)?.[1];
    if (sign !== undefined) {
      if (sign !== kind) flush();
      if (sign !== kind) shown = 0;
      kind = sign;
      hiding = shown >= linesPerKind;
      if (hiding) hidden += 1;
      else shown += 1;
    } else if (more !== undefined) {
      // The command has cut its lines too: the two counts are one for the reader.
      hidden += Number(more.replaceAll(',', ''));
      hiding = true;
    } else if (!plain.startsWith('    ')) {
      flush();
      kind = '';
      hiding = false;
    }
    if (!hiding) output.print(`  ${line}`);
  };
  return {
    flush,
    output: {
      ...output,
      // Of its own: what is secret for a command is an invention of the demo, which may show it.
      redactor,
      note: (text) => output.note(redactor.redact(text)),
      error: (text) => output.error(redactor.redact(text)),
      print: (text) => {
        for (const line of redactor.redact(text).split('\n')) print(line);
      },
      document: (content) => {
        told = content;
      },
      jsonLine: () => {},
      columns: null,
      streamDocument: () => Promise.resolve(),
      paged: (work) => work(),
      drained: () => Promise.resolve(),
    },
    document() {
      const parsed = documentSchema.safeParse(told);
      if (parsed.success) return parsed.data;
      throw new DemoFailure('The command did not say what it did.');
    },
  };
}
