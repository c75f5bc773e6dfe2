import { relative } from 'node:path';
import { z } from 'zod';
import type { LoadedConfiguration } from './loaded-configuration.ts';
import type { PlacedProblem } from './problem.ts';

/** A problem as machines are told it: with its file, and the line and column that editors count. */
export const problemDocumentSchema = z.strictObject({
  code: z.string(),
  file: z.string(),
  line: z.number(),
  column: z.number(),
  path: z.array(z.union([z.string(), z.number()])).readonly(),
  message: z.string(),
  why: z.string().exactOptional(),
  remedy: z.string(),
  add: z.string().exactOptional(),
});
export type ProblemDocument = z.output<typeof problemDocumentSchema>;

/** In the order of the file. `directory`: the folder from which its path is told, so that a terminal can follow it. */
export function describeProblems(
  problems: readonly PlacedProblem[],
  { file, positionOf }: Pick<LoadedConfiguration, 'file' | 'positionOf'>,
  directory: string,
): readonly ProblemDocument[] {
  const told = relative(directory, file) || file;
  return problems
    .map(({ place, code, path, message, why, remedy, add }) => ({
      code,
      file: told,
      ...(place ?? positionOf(path)),
      path,
      message,
      ...(why !== undefined && { why }),
      remedy,
      ...(add !== undefined && { add }),
    }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
