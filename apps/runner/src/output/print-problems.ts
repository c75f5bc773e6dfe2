import { relative } from 'node:path';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { Place, PlacedProblem } from '../configuration/problem.ts';
import { count } from './format-number.ts';
import type { Output } from './output.ts';

type Positions = Pick<LoadedConfiguration, 'file' | 'positionOf'>;

/**
 * All problems in the order of the file: on stderr for people, with `--json` as one document.
 * Paths are shown from the folder where the user stands, so that a terminal or an editor can follow them.
 */
export function printProblems(
  problems: readonly PlacedProblem[],
  loaded: Positions,
  to: { readonly output: Output; readonly directory: string },
  outcome = 'nothing was written',
): void {
  to.output.document({ problems: problemsToTell(problems, loaded, to.directory) });
  printProblemLines(problems, loaded, to, outcome);
}

/** On stderr for people; nothing with `--json`. */
export function printProblemLines(
  problems: readonly PlacedProblem[],
  loaded: Positions,
  { output, directory }: { readonly output: Output; readonly directory: string },
  outcome: string,
): void {
  if (output.json || problems.length === 0) return;
  const file = relative(directory, loaded.file) || loaded.file;
  for (const { problem, place } of inOrder(problems, loaded)) output.error(renderProblem(problem, place, file, output));
  output.error(`${count(problems.length, 'problem')}, ${outcome}.`);
}

/** The same for machines. */
export function problemsToTell(
  problems: readonly PlacedProblem[],
  loaded: Positions,
  directory: string,
): readonly object[] {
  const file = relative(directory, loaded.file) || loaded.file;
  return inOrder(problems, loaded).map(({ problem, place }) => {
    const { code, path, message, why, remedy, add } = problem;
    return { code, file, ...place, path, message, why, remedy, add };
  });
}

const inOrder = (problems: readonly PlacedProblem[], loaded: Positions) =>
  problems
    .map((problem) => ({ problem, place: problem.place ?? loaded.positionOf(problem.path) }))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);

function renderProblem(problem: PlacedProblem, place: Place, file: string, output: Output): string {
  const head = `${output.styleError('bold', `${file}:${place.line}:${place.column}`)}  ${output.styleError('red', problem.code)}`;
  const sentences = [problem.message, ...(problem.why === undefined ? [] : [problem.why]), problem.remedy];
  return [
    head,
    ...sentences.map((text) => indent(text, 2)),
    ...(problem.add === undefined ? [] : [indent(problem.add, 4)]),
  ].join('\n');
}

const indent = (text: string, blanks: number): string => text.trimEnd().replace(/^(?=.)/gm, ' '.repeat(blanks));
