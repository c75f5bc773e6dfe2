import { describeProblems, type ProblemDocument } from '../configuration/describe-problems.ts';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../configuration/problem.ts';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';

/** All problems in the order of the file: on stderr for people, with `--json` as one document. */
export function printProblems(
  problems: readonly PlacedProblem[],
  loaded: Pick<LoadedConfiguration, 'file' | 'positionOf'>,
  { output, directory }: { readonly output: Output; readonly directory: string },
  outcome = 'nothing was written',
): void {
  const told = describeProblems(problems, loaded, directory);
  output.document({ problems: told });
  printProblemLines(output, told, outcome);
}

/** On stderr for people; nothing with `--json`. */
export function printProblemLines(output: Output, problems: readonly ProblemDocument[], outcome: string): void {
  if (output.json || problems.length === 0) return;
  for (const problem of problems) output.error(renderProblem(problem, output));
  output.error(`${count(problems.length, 'problem')}, ${outcome}.`);
}

function renderProblem({ file, line, column, code, ...problem }: ProblemDocument, output: Output): string {
  const head = `${output.styleError('bold', `${file}:${line}:${column}`)}  ${output.styleError('red', code)}`;
  const sentences = [problem.message, ...(problem.why === undefined ? [] : [problem.why]), problem.remedy];
  return [
    head,
    ...sentences.map((text) => indent(text, 2)),
    ...(problem.add === undefined ? [] : [indent(problem.add, 4)]),
  ].join('\n');
}

const indent = (text: string, blanks: number): string => text.trimEnd().replace(/^(?=.)/gm, ' '.repeat(blanks));
