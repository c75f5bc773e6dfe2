import { errorsIn, sharedNames, type ToldError } from '../error-codes.ts';
import { filesBelow, read } from '../repository.ts';
import { errorNotes } from './error-notes.ts';

/** Where errors come from that a user may see. The sandbox speaks for the vendors, and helpers of tests for nobody. */
const folders = [
  'packages/core/src',
  'packages/http/src',
  'packages/engine/src',
  'packages/connector-hubspot/src',
  'packages/connector-airtable/src',
  'packages/connector-kintone/src',
  'apps/runner/src',
];

/** Everything that the source tells with a code. */
export function toldErrors(): readonly ToldError[] {
  const files = folders
    .flatMap((folder) => filesBelow(folder, '.ts'))
    .filter((file) => !file.startsWith('packages/core/src/testing/'));
  const texts = files.map(read);
  const shared = sharedNames(texts);
  return files.flatMap((file, index) => errorsIn(file, texts[index] ?? '', shared));
}

/** What the command says where an error has no remedy of its own. */
const usualRemedies: Readonly<Record<string, string>> = {
  RetryableError: 'Run the same command again later; what was done is kept.',
  ContractError: 'Update the connector, or report this to its authors.',
};

const kinds: Readonly<Record<string, string>> = {
  problem: 'In the configuration: told with its line, together with all others; exit code 2, nothing was written.',
  ConfigurationError: 'Something has to be changed first: exit code 2, nothing was written.',
  AuthenticationError: 'The app refuses the key, or the key lacks a right: exit code 2.',
  RetryableError: 'May pass by itself: exit code 1; what was done is kept, and the same command goes on from there.',
  RecordError: 'About one record; the others go on: exit code 3, and `linkwright status --failing` lists it.',
  UnsupportedError: 'The app or its connector has no such feature: exit code 1.',
  ContractError: 'A fault of a connector, or of the app behind it: exit code 1.',
  refusal: 'Told beside the result; it stops nothing else.',
};

export function errorsPage(): string {
  const byCode = Map.groupBy(toldErrors(), ({ code }) => code);
  const sections = [...byCode].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, told]) => section(code, told));
  return `# Errors

Every error has a code, which never changes its meaning. Problems of the configuration begin with their place and the code; any other
error ends with the code and its address on this page, and with \`--json\` it is \`error.code\`. \`…\` stands for what only the run
knows. What holds for all of them: [exit codes](../apps/runner/README.md#exit-codes), [what was done is kept](how-it-works.md#when-something-goes-wrong).

${sections.join('\n')}`;
}

function section(code: string, told: readonly ToldError[]): string {
  const unique = (texts: readonly string[]): string[] =>
    [...new Set(texts.map(oneLine))].filter((text) => /[a-z]{3}/i.test(text));
  const messages = unique(told.flatMap((one) => one.messages));
  const remedies = unique(told.flatMap((one) => one.remedies)).filter((text) => text !== '…');
  const note = errorNotes.get(code);
  const ofKinds = [...new Set(told.map((one) => one.kind))];
  const kind = ofKinds.flatMap((one) => kinds[one] ?? []);
  if (remedies.length === 0) remedies.push(...ofKinds.flatMap((one) => usualRemedies[one] ?? []));
  return [
    `## ${code}`,
    '',
    ...(note === undefined ? [] : [note, '']),
    ...(messages.length === 0 ? [] : ['Says:', '', ...messages.slice(0, 6).map((text) => `- ${escaped(text)}`), '']),
    ...(remedies.length === 0
      ? []
      : ['What to do:', '', ...remedies.slice(0, 6).map((text) => `- ${escaped(text)}`), '']),
    ...(kind.length === 0 ? [] : [kind.join('\n'), '']),
  ].join('\n');
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Texts of the command are no Markdown. */
const escaped = (text: string): string => text.replaceAll(/[\\*_<[\]]/g, '\\$&').replaceAll('…]', '…]');
